"""Swarm networks and services, as plain data in forms that read back exactly as they were written.

The forms are those measured clean after a refresh (docs/adr/0003-docker-plugin.md): a subnet always with its
gateway, networks by id, tmpfs modes without the sticky bit.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

from infra.model import Site
from infra.model.database import APP_KEY_FILE, CA_FILE, URL_FILE
from infra.model.runtime import HOSTS, SITE_HOST, SITE_NAME, TENANTS
from infra.plan import names
from infra.plan.databases import Database

MEBIBYTE = 1024**2
EDGE_MEMORY = 256 * MEBIBYTE
EDGE_PREFIX = 20
SIDE_BY_SIDE = 4
"""How many sites that are alike are exchanged at a time."""


@dataclass(frozen=True, slots=True)
class EdgeNetwork:
    """The overlay all sites join at birth. Swarm's default /24 is exhausted by about 100 services."""

    name: str
    subnet: str
    gateway: str


@dataclass(frozen=True, slots=True)
class WebService:
    """One site's containers, from one of: ``image`` (a digest reference), ``source`` (a folder), ``git``, or
    what another service (``like``) is built from.

    ``pinned`` is the digest of the release that runs instead of what ``source``, ``git`` or ``like`` gives.
    ``volume`` is where the files of the server ``volume_server`` are mounted; both empty: none are kept.
    ``volume_shared``: several tasks may write them at once.
    ``egress``: what its containers may open beside the ``database``, ``<name, address or network>:<port>``.
    ``app_key`` is which of its ``secrets`` the platform makes. ``tenants``: the further hosts it answers.
    """

    label: str
    name: str
    host: str
    aliases: tuple[str, ...]
    replicas: int
    memory: int
    source: str
    git: str
    commit: str
    image: str
    pinned: str
    port: int
    health: str
    environment: dict[str, str]
    secrets: tuple[str, ...]
    app_key: str
    scratch: tuple[str, ...]
    volume: str
    volume_server: str
    volume_shared: bool
    egress: tuple[str, ...]
    database: Database | None
    tenants: tuple[str, ...] = ()
    like: str = ""

    @property
    def volume_name(self) -> str:
        return names.volume(self.name)

    @property
    def shared_volume(self) -> dict[str, str]:
        """name, path and server of the files that several containers may write; empty where it has none."""
        if not self.volume_shared:
            return {}
        return {"name": self.volume_name, "path": self.volume, "server": self.volume_server}

    @property
    def memory_folders(self) -> tuple[str, ...]:
        """Folders that are gone with their container."""
        return ("/tmp", *self.scratch)  # noqa: S108  # inside the container

    @property
    def secret_files(self) -> dict[str, str]:
        """File in ``/run/secrets`` → the secret of its OPD that stands in it."""
        return {APP_KEY_FILE if name == self.app_key else name: name for name in self.secrets}

    @property
    def database_files(self) -> tuple[str, ...]:
        """Those that tell of its database."""
        return (URL_FILE, CA_FILE) if self.database else ()

    @property
    def spreads(self) -> bool:
        """Whether its tasks belong on several servers."""
        return self.replicas > 1 and not self.volume

    @property
    def egress_label(self) -> str:
        """Never left out: an image's own label of that name would count then."""
        database = (f"{self.database.address}:{names.DATABASE_PORT}",) if self.database else ()
        return " ".join((*self.egress, *database)) or "none"

    @property
    def hosts(self) -> tuple[str, ...]:
        """All that visitors are answered under."""
        return (self.host, *self.tenants)

    @property
    def repository(self) -> str:
        return f"sites/{self.like or self.name}"

    @property
    def route(self) -> dict[str, Any]:
        """What every edge is told of it (roles/edge/files/kominfo_routes.py)."""
        return {
            "service": self.name,
            "host": self.host,
            "aliases": list(self.aliases),
            "replicas": self.replicas,
            "port": self.port,
            "health": self.health,
            **({"tenants": list(self.tenants)} if self.tenants else {}),
        }


def edge_network(overlay_pool: IPv4Network) -> EdgeNetwork:
    """The last /20 of the pool, far from the ones Swarm takes from its start for private overlays."""
    *_, subnet = overlay_pool.subnets(new_prefix=max(EDGE_PREFIX, overlay_pool.prefixlen))
    return EdgeNetwork(names.EDGE_NETWORK, str(subnet), str(subnet.network_address + 1))


def web_service(site: Site, domain: str, database: Database | None) -> WebService:
    return WebService(
        label=site.label,
        name=site.service,
        host=site.host(domain),
        aliases=site.alias_hosts(domain),
        replicas=site.replicas,
        memory=site.memory,
        source=site.source or "",
        git=site.git or "",
        commit=site.commit or "",
        image=site.image or "",
        pinned=site.release or (site.pin.digest if site.pin else ""),
        port=site.port,
        health=site.health,
        environment={**_told(site, domain), **site.environment},
        secrets=site.all_secrets,
        app_key=site.app_key,
        scratch=site.scratch,
        volume=site.volume.path if site.volume else "",
        volume_server=site.volume.server if site.volume else "",
        volume_shared=bool(site.volume and site.volume.shared),
        egress=tuple(f"{one.to}:{one.port}" for one in site.egress),
        database=database,
        tenants=tuple(host for _, host in site.tenant_hosts(domain)),
        like=site.model_service if site.like else "",
    )


def in_turn(services: Sequence[WebService]) -> list[WebService]:
    """Those that others are like, before them."""
    return sorted(services, key=lambda one: bool(one.like))


def before(service: WebService, services: Sequence[WebService]) -> tuple[str, ...]:
    """Names of those that are to be well before ``service`` is exchanged.

    Where many are alike the pilot is first, then come a few at a time: each needs its memory twice meanwhile.
    """
    alike = [one.name for one in services if service.like and one.like == service.like]
    if not alike:
        return ()
    at = alike.index(service.name)
    return (service.like,) if at < SIDE_BY_SIDE else (alike[at - SIDE_BY_SIDE],)


def _told(site: Site, domain: str) -> dict[str, str]:
    """What an app of several hosts has to know: which they are, and whose. One of many: which it is."""
    told = {SITE_NAME: site.name, SITE_HOST: site.host(domain)} if site.name else {}
    if not site.tenants:
        return told
    tenants = [{"host": host, "name": name} for name, host in site.tenant_hosts(domain)]
    hosts = (site.host(domain), *(one["host"] for one in tenants))
    return {**told, HOSTS: ",".join(hosts), TENANTS: json.dumps(tenants)}
