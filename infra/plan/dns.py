"""Name servers, update keys and record sets the zone must hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from infra.model import DataCenter, Opd
from infra.model.kinds import APEX, fqdn
from infra.plan import names
from infra.plan.refs import Ref

ALGORITHM = "hmac-sha256"
SITE_TTL = 300


@dataclass(frozen=True, slots=True)
class RecordSet:
    """One rrset: ``name`` relative to the domain (``@`` is it), ``ttl`` in seconds, zone-file values."""

    name: str
    type: str
    ttl: int
    values: tuple[str, ...]


def name_servers(datacenter: DataCenter) -> list[dict[str, Any]]:
    """ns1 is the primary, ns2 … the secondaries; addresses are the public ones (they become glue)."""
    primary, secondaries = (datacenter.servers_with("dns-primary"), datacenter.servers_with("dns-secondary"))
    return [
        {"name": f"ns{number}", "addresses": [str(address) for address in server.public]}
        for number, server in enumerate((*primary, *secondaries), start=1)
    ]


def dns_keys(datacenter: DataCenter) -> list[dict[str, Any]]:
    """TSIG keys of the primary: the platform's, the transfers', and one per edge for challenges only."""
    edges = [server.name for server in datacenter.servers_with("edge")]
    wanted = [
        (names.UPDATE_KEY, "update"),
        (names.TRANSFER_KEY, "transfer"),
        *((names.acme_key(edge), "acme") for edge in edges),
    ]
    return [
        {"name": name, "algorithm": ALGORITHM, "secret": Ref("key", name), "may": may} for name, may in wanted
    ]


def datacenter_records(datacenter: DataCenter) -> tuple[RecordSet, ...]:
    """Addresses of the edge and of the domain itself, then whatever else the zone is declared to hold.

    A domain with declared addresses is a site of its own elsewhere: it gets those alone.
    """
    declared = [RecordSet(item.name, item.type, item.ttl, item.values) for item in datacenter.dns.records]
    elsewhere = any(item.name == APEX and item.type in ("A", "AAAA") for item in declared)
    return (
        *_addresses(names.EDGE, datacenter),
        *(() if elsewhere else _addresses(APEX, datacenter)),
        *declared,
    )


def opd_records(datacenter: DataCenter, opd: Opd) -> tuple[RecordSet, ...]:
    """One name per host and alias: a CNAME to the edge.

    Where the name already holds other data a CNAME is not allowed (RFC 1034 §3.6.2): it gets addresses.
    """
    taken = {record.name for record in datacenter.dns.records}
    return tuple(
        record
        for site in opd.sites
        for label in site.labels
        if label != APEX
        for record in (
            _addresses(label, datacenter)
            if label in taken
            else (RecordSet(label, "CNAME", SITE_TTL, (f"{fqdn(names.EDGE, datacenter.domain)}.",)),)
        )
    )


def _addresses(name: str, datacenter: DataCenter) -> Iterator[RecordSet]:
    public = [address for server in datacenter.servers_with("edge") for address in server.public]
    for kind, family in (("A", IPv4Address), ("AAAA", IPv6Address)):
        values = tuple(str(address) for address in public if isinstance(address, family))
        if values:
            yield RecordSet(name, kind, SITE_TTL, values)
