"""Networks that must not meet."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network

from infra.errors import Problem
from infra.model.draft import Whole

# docker0 and docker_gwbridge as Docker makes them unasked (moby, daemon/libnetwork/ipamutils: default pools).
DOCKER_BRIDGES = (IPv4Network("172.17.0.0/16"), IPv4Network("172.18.0.0/16"))
PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
_SMALLEST = 19  # one /20 for the edge, at least one for the OPDs' private networks
_PATH = ("overlay_pool",)


def ensure_overlay_pool_is_private(whole: Whole) -> Iterator[Problem]:
    pool = whole.datacenter.overlay_pool
    if not any(pool.subnet_of(network) for network in PRIVATE):
        reason = "Containers could no longer reach the machines that own these addresses."
        yield whole.declares(_PATH, f"{pool} is not private", reason, "Use a part of 10.0.0.0/8.")


def ensure_overlay_pool_is_roomy(whole: Whole) -> Iterator[Problem]:
    pool = whole.datacenter.overlay_pool
    if pool.prefixlen > _SMALLEST:
        reason = "Every network takes a /20 of it, and it cannot grow later."
        yield whole.declares(
            _PATH, f"{pool} is too small", reason, f"Give a /{_SMALLEST} or larger; /14 is usual."
        )


def ensure_overlay_pool_is_free(whole: Whole) -> Iterator[Problem]:
    """Not the servers' networks (the /24 around each address), Docker's bridges or the admins' networks."""
    pool = whole.datacenter.overlay_pool
    for used, whose in _used(whole):
        if pool.overlaps(used):
            reason = "Containers would take that network's machines for their own."
            yield whole.declares(
                _PATH, f"{pool} overlaps {used}, {whose}", reason, "Choose another private range."
            )


def _used(whole: Whole) -> Iterator[tuple[IPv4Network, str]]:
    for network in DOCKER_BRIDGES:
        yield network, "Docker's own bridge"
    for network in whole.datacenter.admin_networks:
        yield network, "one of admin_networks"
    seen: set[IPv4Network] = set()
    for server in whole.servers:
        addresses = (server.address, *(item for item in server.public if item.version == 4))
        for around in (ip_network(f"{address}/24", strict=False) for address in addresses):
            if isinstance(around, IPv4Network) and around not in seen:
                seen.add(around)
                yield around, f"the network of {server.name}"
