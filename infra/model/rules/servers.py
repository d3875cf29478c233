"""Servers: addresses and duties."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_network
from itertools import chain

from infra.errors import Problem
from infra.model.draft import Whole
from infra.model.server import Role

_DUTIES: tuple[tuple[Role, str], ...] = (
    ("dns-primary", "The zone has one writer."),
    ("registry", "Every image digest names one registry host."),
    ("build", "Images are built in one place."),
)
PASSING = 2
# RFC 1918, RFC 6598, loopback and link-local; documentation addresses (RFC 5737, 3849) stand for public ones.
_PRIVATE = tuple(
    ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
        "::1/128",
    )
)


def _is_private(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in _PRIVATE)


def ensure_addresses_are_unique(whole: Whole) -> Iterator[Problem]:
    """No two servers share an address, inside or public."""
    owner: dict[object, str] = {}
    for server in whole.servers:
        given = "public" in server.model_fields_set
        paths = chain(
            [(("address",), server.address)],
            ((("public", number), address) for number, address in enumerate(server.public) if given),
        )
        for path, address in paths:
            other = owner.setdefault(address, server.name)
            if other != server.name:
                where = ("servers", server.name, *path)
                yield whole.declares(where, f"{address} belongs to {other} already", "", "Give each its own.")


def ensure_roles_are_unique(whole: Whole) -> Iterator[Problem]:
    for server in whole.servers:
        for number, role in enumerate(server.roles):
            if role in server.roles[:number]:
                path = ("servers", server.name, "roles", number)
                yield whole.declares(path, f"'{role}' is listed twice", "", "Keep one.")


def ensure_one_swarm_kind(whole: Whole) -> Iterator[Problem]:
    for server in whole.servers:
        if {"manager", "worker"} <= set(server.roles):
            path = ("servers", server.name, "roles")
            reason = "A manager runs sites as well; a worker holds no vote."
            yield whole.declares(path, "it is manager and worker at once", reason, "Keep one.")


def ensure_managers_are_odd(whole: Whole) -> Iterator[Problem]:
    """A majority of managers must live: two die of the loss of one, as one does (Raft).

    Two are passed through while one is lost or exchanged (``advise_third_manager``).
    """
    managers = whole.datacenter.servers_with("manager")
    if not managers:
        yield whole.declares(
            ("servers",), "no server is a manager", "", "Give one or three the role `manager`."
        )
    elif len(managers) % 2 == 0 and len(managers) != PASSING:
        names = ", ".join(server.name for server in managers)
        reason = "An even number survives no more losses than one less, and can split in halves."
        remedy = "Have 1, 3 or 5; let the others be `worker`."
        fault = f"the managers are {len(managers)}: {names}"
        yield whole.declares(("servers",), fault, reason, remedy)


def advise_third_manager(whole: Whole) -> Iterator[Problem]:
    managers = whole.datacenter.servers_with("manager")
    if len(managers) == PASSING:
        names = ", ".join(server.name for server in managers)
        reason = "With one of them lost nothing in the swarm can be changed: pass through this, do not stay."
        remedy = f"Add a third (`./kominfo server add {whole.name} …`), or let one be `worker`."
        yield whole.declares(("servers",), f"the managers are two: {names}", reason, remedy)


def ensure_each_duty_is_held(whole: Whole) -> Iterator[Problem]:
    """At least one edge; exactly one of the duties that cannot be shared."""
    if not whole.datacenter.servers_with("edge"):
        reason = "Nobody outside could reach a site."
        yield whole.declares(("servers",), "no server is an edge", reason, "Give one or two the role `edge`.")
    for role, reason in _DUTIES:
        holders = [server.name for server in whole.datacenter.servers_with(role)]
        if len(holders) != 1:
            held = f"is held by {', '.join(holders)}" if holders else "is held by no server"
            yield whole.declares(("servers",), f"the role '{role}' {held}", reason, "Give it to exactly one.")


def ensure_edges_are_in_the_swarm(whole: Whole) -> Iterator[Problem]:
    for server in whole.datacenter.servers_with("edge"):
        if not {"manager", "worker"} & set(server.roles):
            path = ("servers", server.name, "roles")
            yield whole.declares(
                path,
                "it is an edge outside the swarm",
                "The edge is a Swarm service.",
                "Add `manager` or `worker`.",
            )


def ensure_secondary_is_elsewhere(whole: Whole) -> Iterator[Problem]:
    for server in whole.datacenter.servers_with("dns-secondary"):
        if "dns-primary" in server.roles:
            path = ("servers", server.name, "roles")
            reason = "A second name server on the same machine dies with the first (RFC 2182)."
            yield whole.declares(path, "it is both name servers", reason, "Give `dns-secondary` to another.")


def ensure_lab_addresses_share_a_network(whole: Whole) -> Iterator[Problem]:
    """The lab is one /24 of this machine: .1 is its gateway, .2 its outside world."""
    if whole.datacenter.driver != "lab":
        return
    first = whole.servers[0]
    network = ip_network(f"{first.address}/24", strict=False)
    taken = {network[0], network[1], network[2], network[-1]}
    for server in whole.servers:
        path = ("servers", server.name, "address")
        if server.address not in network:
            reason = f"The lab is one /24, and {first.name} stands in {network}."
            yield whole.declares(path, f"{server.address} is outside the lab's network", reason)
        elif server.address in taken:
            remedy = f"Use {network[3]} to {network[254]}."
            yield whole.declares(path, f"{server.address} belongs to the lab itself", "", remedy)


def ensure_lab_keeps_its_own_access(whole: Whole) -> Iterator[Problem]:
    """Lab servers are made here, with a key and a user of their own."""
    if whole.datacenter.driver == "lab":
        for server in whole.servers:
            for key in sorted({"user", "port", "host_key"} & server.model_fields_set):
                path = ("servers", server.name, key)
                reason = "The lab makes its servers and knows how to reach them."
                remedy = "Remove it, or use `driver: ssh`."
                yield whole.declares(path, f"'{key}' means nothing in the lab", reason, remedy, key=True)


def advise_second_name_server(whole: Whole) -> Iterator[Problem]:
    if not whole.datacenter.servers_with("dns-secondary"):
        reason = "Registrars ask for two, and with one lost every name of the city is."
        fault = "there is one name server only"
        yield whole.declares(("servers",), fault, reason, "Give another server the role `dns-secondary`.")


def advise_host_keys(whole: Whole) -> Iterator[Problem]:
    if whole.datacenter.driver == "ssh":
        for server in whole.servers:
            if not server.host_key:
                remedy = f"Run `./kominfo trust {whole.name}` from a network you trust."
                path = ("servers", server.name)
                yield whole.declares(
                    path, "its host key is not declared", "`up` will refuse.", remedy, key=True
                )


def advise_public_addresses(whole: Whole) -> Iterator[Problem]:
    """Public addresses of edges and name servers go into the zone and to the registrar."""
    if whole.datacenter.driver == "ssh":
        for server in whole.datacenter.servers_with("edge", "dns-primary", "dns-secondary"):
            for address in filter(_is_private, server.public):
                path = ("servers", server.name, "public")
                remedy = (
                    "Declare what the internet sees under `public`, unless the city is only for the inside."
                )
                yield whole.declares(path, f"{address} is a private address", "It will be published.", remedy)


def advise_test_domain(whole: Whole) -> Iterator[Problem]:
    last = whole.domain.rsplit(".", 1)[-1]
    if whole.datacenter.driver == "ssh" and last in ("test", "example", "invalid", "localhost"):
        reason = "RFC 6761 keeps it for tests: no public authority signs it."
        yield whole.declares(("domain",), f"'.{last}' is not a real domain", reason)
