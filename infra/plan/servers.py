"""Which role runs where, in what order, with which variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from infra.model import DataCenter, Server
from infra.model.kinds import fqdn
from infra.plan import names
from infra.plan.control import Control
from infra.plan.databases import databases
from infra.plan.dns import dns_keys, name_servers
from infra.plan.refs import Ref
from infra.plan.role_run import RoleRun
from infra.plan.turns import drain_through, founder, in_turn, members_first

HTTP_PORTS = ((80, "tcp"), (443, "tcp"))
DNS_PORTS = ((53, "tcp"), (53, "udp"))


def role_runs(datacenter: DataCenter, control: Control) -> tuple[RoleRun, ...]:
    """Every role run of the data center, in an order that honours ``after``.

    Runs on one server follow each other (they share its package manager). New servers go side by side, except
    that they join the swarm one by one; standing ones go one after the other in each phase. Certificates wait
    until every name server answers.
    """
    phases = (
        _bare(datacenter, control),
        _swarm(datacenter, control),
        _name_servers(datacenter),
        [*_registry(datacenter), *_images(datacenter, control), *databases(datacenter)],
        _edges(datacenter, control),
    )
    runs: list[RoleRun] = []
    previous = ""
    for phase in phases:
        last = {run.server: run.name for run in runs}
        ordered, previous = in_turn(list(phase), control, previous)
        runs += _chained(ordered, last)
    return tuple(replace(run, source=control.role_sources.get(run.role, "")) for run in runs)


def _chained(runs: Iterable[RoleRun], last: dict[str, str]) -> list[RoleRun]:
    """Let each run also follow the run before it on the same server."""
    last = dict(last)
    chained: list[RoleRun] = []
    for run in runs:
        before = (last[run.server],) if run.server in last else ()
        chained.append(replace(run, after=tuple(dict.fromkeys((*before, *run.after)))))
        last[run.server] = run.name
    return chained


def _bare(datacenter: DataCenter, control: Control) -> Iterator[RoleRun]:
    """From a bare machine to one that can hold containers."""
    registry = f"{fqdn(names.REGISTRY, datacenter.domain)}:{names.REGISTRY_PORT}"
    platform_ca = Ref("certificate", names.REGISTRY, "ca")
    for server in datacenter.servers.values():
        yield RoleRun(server.name, "adopt", "adopt", _adopt(control))
        yield RoleRun(
            server.name,
            "base",
            "base",
            {
                "base_hostname": server.name,
                "base_timezone": datacenter.timezone,
                "base_mirror": datacenter.mirror,
                "base_hosts": _hosts(datacenter),
            },
            {"base_trusted_cas": [{"name": "kominfo", "pem": platform_ca}]},
        )
        yield RoleRun(
            server.name,
            "ssh",
            "ssh",
            {"ssh_port": server.port, "ssh_allow_users": [names.PLATFORM_USER]},
        )
        yield RoleRun(server.name, "firewall", "firewall", _firewall(datacenter, server))
        yield RoleRun(
            server.name,
            "docker",
            "docker",
            {"docker_users": [names.PLATFORM_USER], "docker_registry": registry},
            {"docker_registry_ca": platform_ca},
            drain=drain_through(datacenter, server),
        )


def _adopt(control: Control) -> dict[str, Any]:
    return {"adopt_user": names.PLATFORM_USER, "adopt_authorized_keys": [control.authorized_key]}


def _hosts(datacenter: DataCenter) -> list[dict[str, Any]]:
    """Servers find each other, and the registry, without asking any name server."""
    return [
        {
            "address": str(server.address),
            "names": [
                fqdn(server.name, datacenter.domain),
                server.name,
                *([fqdn(names.REGISTRY, datacenter.domain)] if "registry" in server.roles else []),
            ],
        }
        for server in datacenter.servers.values()
    ]


def _firewall(datacenter: DataCenter, server: Server) -> dict[str, Any]:
    public = [
        *(HTTP_PORTS if "edge" in server.roles else ()),
        *(DNS_PORTS if server in datacenter.servers_with("dns-primary", "dns-secondary") else ()),
    ]
    return {
        "firewall_peers": [
            str(peer.address) for peer in datacenter.servers.values() if peer.name != server.name
        ],
        "firewall_admin_networks": [str(network) for network in datacenter.admin_networks],
        "firewall_ssh_port": server.port,
        "firewall_builds": "build" in server.roles,
        "firewall_databases": [str(one.address) for one in datacenter.servers_with("database")],
        "firewall_holds_databases": "database" in server.roles,
        "firewall_never": _never(datacenter),
        "firewall_private": [str(network) for network in datacenter.egress_networks],
        "firewall_public": [{"port": port, "protocol": protocol} for port, protocol in public],
    }


def _never(datacenter: DataCenter) -> list[str]:
    """What no container connects to, whatever it declares: the servers, by any of their IPv4 addresses."""
    addresses = (one for server in datacenter.servers.values() for one in (server.address, *server.public))
    return [str(address) for address in dict.fromkeys(addresses) if address.version == 4]


def _swarm(datacenter: DataCenter, control: Control) -> Iterator[RoleRun]:
    first = founder(datacenter, control)
    members = (*datacenter.servers_with("manager"), *datacenter.servers_with("worker"))
    others = [one for one in members_first(members, control) if one.name != first.name]
    init = RoleRun(
        first.name,
        "swarm",
        "swarm",
        {
            "swarm_action": "init",
            "swarm_advertise_address": str(first.address),
            "swarm_overlay_pool": str(datacenter.overlay_pool),
            "swarm_labels": _labels(first),
        },
    )
    yield init
    previous = init.name
    for server in others:
        kind = "manager" if "manager" in server.roles else "worker"
        join = RoleRun(
            server.name,
            "swarm",
            "swarm",
            {
                "swarm_action": "join",
                "swarm_kind": kind,
                "swarm_advertise_address": str(server.address),
                "swarm_join_address": str(first.address),
                "swarm_labels": _labels(server),
            },
            {"swarm_join_token": Ref("role", init.name, f"swarm_{kind}_token")},
            after=(previous,),
        )
        yield join
        previous = join.name


def _labels(server: Server) -> dict[str, str]:
    return {role: "true" for role in server.roles if role in {"edge", "build"}}


def _name_servers(datacenter: DataCenter) -> Iterator[RoleRun]:
    (primary,) = datacenter.servers_with("dns-primary")
    secondaries = datacenter.servers_with("dns-secondary")
    variables = {
        "dns_domain": datacenter.domain,
        "dns_primary_address": str(primary.address),
        "dns_secondary_addresses": [str(server.address) for server in secondaries],
        "dns_name_servers": name_servers(datacenter),
    }
    first = RoleRun(
        primary.name,
        "dns",
        "dns",
        {"dns_role": "primary", **variables},
        {"dns_keys": dns_keys(datacenter)},
    )
    yield first
    for server in secondaries:
        yield RoleRun(
            server.name,
            "dns",
            "dns",
            {"dns_role": "secondary", **variables},
            {"dns_keys": [key for key in dns_keys(datacenter) if key["may"] == "transfer"]},
            after=(first.name,),
        )


def _registry(datacenter: DataCenter) -> Iterator[RoleRun]:
    for server in datacenter.servers_with("registry"):
        yield RoleRun(
            server.name,
            "registry",
            "registry",
            {
                "registry_host": fqdn(names.REGISTRY, datacenter.domain),
                "registry_port": names.REGISTRY_PORT,
            },
            {
                "registry_certificate": Ref("certificate", names.REGISTRY, "certificate"),
                "registry_key": Ref("certificate", names.REGISTRY, "key"),
                "registry_users": [{"name": names.REGISTRY_USER, "password": Ref("key", names.REGISTRY)}],
            },
        )


def _images(datacenter: DataCenter, control: Control) -> Iterator[RoleRun]:
    (registry,) = datacenter.servers_with("registry")
    for server in datacenter.servers_with("build"):
        yield RoleRun(
            server.name,
            "images",
            "images",
            {
                "images_registry": f"{fqdn(names.REGISTRY, datacenter.domain)}:{names.REGISTRY_PORT}",
                "images_user": names.REGISTRY_USER,
                "images_mirror": datacenter.mirror,
                "images_python_index": datacenter.python_index,
                "images_cas": list(control.added_cas),
                "images_look": control.look,
            },
            {"images_password": Ref("key", names.REGISTRY)},
            after=(f"{registry.name}-registry",),
        )


def _edges(datacenter: DataCenter, control: Control) -> Iterator[RoleRun]:
    (primary,) = datacenter.servers_with("dns-primary")
    (build,) = datacenter.servers_with("build")
    edges = datacenter.servers_with("edge")
    for server in edges:
        key = names.acme_key(server.name)
        yield RoleRun(
            server.name,
            "tls",
            "tls",
            {
                "tls_names": list(datacenter.certificate_names),
                "tls_acme_url": control.acme_url,
                "tls_acme_ca": control.acme_ca,
                "tls_contact": datacenter.tls.contact,
                "tls_dns_server": str(primary.address),
                "tls_dns_key_name": key,
                "tls_dns_key_algorithm": "hmac-sha256",
            },
            {"tls_dns_key_secret": Ref("key", key)},
            after=("records", *(f"{item.name}-dns" for item in datacenter.servers_with("dns-secondary"))),
        )
        yield RoleRun(
            server.name,
            "edge",
            "edge",
            {
                "edge_city": datacenter.city,
                "edge_domain": datacenter.domain,
                "edge_registry_user": names.REGISTRY_USER,
                "edge_peers": [str(peer.address) for peer in edges if peer.name != server.name],
            },
            {
                "edge_image": Ref("role", f"{build.name}-images", "images_digests.edge"),
                "edge_registry_password": Ref("key", names.REGISTRY),
            },
            after=(f"{build.name}-images",),
        )
