"""Swarm networks and services, as plain data in forms that read back exactly as they were written.

The forms are those measured clean after a refresh (docs/adr/0003-docker-plugin.md): a subnet always with its
gateway, networks by id, tmpfs modes without the sticky bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

from infra.model import Site
from infra.plan import names

MEBIBYTE = 1024**2
EDGE_MEMORY = 256 * MEBIBYTE
EDGE_PREFIX = 20


@dataclass(frozen=True, slots=True)
class EdgeNetwork:
    """The overlay all sites join at birth. Swarm's default /24 is exhausted by about 100 services."""

    name: str
    subnet: str
    gateway: str


@dataclass(frozen=True, slots=True)
class WebService:
    """One site's containers, from one of: ``image`` (a digest reference), ``source`` (a folder), ``git``.

    ``pinned`` is the digest of the earlier release that runs instead of what ``source`` or ``git`` gives.
    ``volume`` is where the files of the server ``volume_server`` are mounted; both empty: none are kept.
    ``egress``: what its containers may open, ``<name, address or network>:<port>``.
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
    scratch: tuple[str, ...]
    volume: str
    volume_server: str
    egress: tuple[str, ...]

    @property
    def volume_name(self) -> str:
        return f"{self.name}-data"

    @property
    def egress_label(self) -> str:
        """Never left out: an image's own label of that name would count then."""
        return " ".join(self.egress) or "none"

    @property
    def repository(self) -> str:
        return f"sites/{self.name}"

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
        }


def edge_network(overlay_pool: IPv4Network) -> EdgeNetwork:
    """The last /20 of the pool, far from the ones Swarm takes from its start for private overlays."""
    *_, subnet = overlay_pool.subnets(new_prefix=max(EDGE_PREFIX, overlay_pool.prefixlen))
    return EdgeNetwork(names.EDGE_NETWORK, str(subnet), str(subnet.network_address + 1))


def web_service(site: Site, domain: str) -> WebService:
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
        pinned=site.pin.digest if site.pin else "",
        port=site.port,
        health=site.health,
        environment=dict(site.environment),
        secrets=site.secrets,
        scratch=site.scratch,
        volume=site.volume.path if site.volume else "",
        volume_server=site.volume.server if site.volume else "",
        egress=tuple(f"{one.to}:{one.port}" for one in site.egress),
    )
