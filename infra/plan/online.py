"""What the network has to say of a city, and how what it says differs. Pure: lookups are elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from infra.errors import Problem
from infra.model.kinds import fqdn
from infra.plan import names
from infra.plan.caa import Caa, caa_faults
from infra.plan.city import CityPlan

SHOWN = 4  # hosts that fare alike, by name


@dataclass(frozen=True, slots=True)
class Wanted:
    """``name_servers``: whole name → its public addresses; ``hosts``: names that must lead to the ``edges``.

    ``issuers``: how the CA is called in CAA records; empty when it does not say. Not ``delegated``: a lab,
    whose zone hangs below no other.
    """

    city: str
    domain: str
    name_servers: Mapping[str, frozenset[str]]
    edges: frozenset[str]
    hosts: tuple[str, ...]
    certificate_names: tuple[str, ...]
    issuers: tuple[str, ...] = ()
    delegated: bool = True


@dataclass(frozen=True, slots=True)
class Referral:
    """What one name server of the parent zone says. ``ds`` in zone-file form; ``silent``: why it does not."""

    server: str
    names: frozenset[str] = frozenset()
    glue: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ds: frozenset[str] = frozenset()
    silent: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """What one of our name servers says at one of its addresses.

    ``names``: the zone's own NS; ``digests``: every DS that its keys would match; ``offered``: the DS to give
    to the parent; ``lame``: why it does not answer for the zone; ``no_tcp``: why it does so over UDP alone.
    """

    server: str
    address: str
    serial: int = 0
    names: frozenset[str] = frozenset()
    digests: frozenset[str] = frozenset()
    offered: tuple[str, ...] = ()
    lame: str = ""
    no_tcp: str = ""

    @property
    def place(self) -> str:
        return f"{self.server} ({self.address})"


@dataclass(frozen=True, slots=True)
class Addresses:
    """What visitors are told of a host; ``silent``: why they are told nothing."""

    found: frozenset[str] = frozenset()
    silent: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """``parent``: the zone above, without final dot; ``resolver``: who was asked for the names."""

    resolver: str
    parent: str
    referrals: tuple[Referral, ...]
    authorities: tuple[Authority, ...]
    hosts: Mapping[str, Addresses]
    caa: Mapping[str, Caa]


def wanted(plan: CityPlan, issuers: tuple[str, ...], *, delegated: bool = True) -> Wanted:
    """What ``plan`` needs the world to see."""
    edges = frozenset(str(address) for server in plan.holding("edge") for address in server.public)
    ours = {
        fqdn(names.EDGE, plan.domain),
        *(host for part in plan.parts for service in part.services for host in service.hosts),
    }
    published = [record for part in plan.parts for record in part.records]
    ours |= {fqdn(record.name, plan.domain) for record in published}
    return Wanted(
        plan.name,
        plan.domain,
        {fqdn(item["name"], plan.domain): frozenset(item["addresses"]) for item in plan.name_servers},
        edges,
        tuple(sorted(ours)),
        plan.certificate_names,
        issuers,
        delegated,
    )


def online_faults(want: Wanted, seen: Seen) -> list[Problem]:
    """Every difference, from the parent zone down to the hosts."""
    return [
        *(_delegation(want, seen) if want.delegated else ()),
        *_authorities(want, seen),
        *(_chain(want, seen) if want.delegated else ()),
        *caa_faults(want.domain, want.issuers, seen.caa),
        *_hosts(want, seen),
    ]


def _spoken(seen: Seen) -> Iterator[tuple[str, Referral]]:
    """What the parent's name servers say, each answer once, with who gives it."""
    grouped: dict[tuple[object, ...], list[Referral]] = {}
    for one in seen.referrals:
        glue = frozenset((name, addresses) for name, addresses in one.glue.items())
        grouped.setdefault((one.names, glue, one.ds, one.silent), []).append(one)
    for several in grouped.values():
        yield f"{seen.parent}: {', '.join(one.server for one in several)}", several[0]


def _delegation(want: Wanted, seen: Seen) -> Iterator[Problem]:
    give = f"Give the operator of {seen.parent} the NS and glue that ./kominfo outputs {want.city} prints."
    path, ours = f"{want.domain} NS", frozenset(want.name_servers)
    if not seen.referrals:
        fault = f"none of the name servers of {seen.parent} can be asked"
        yield Problem(f"resolver {seen.resolver}", path, fault, "", "Name another one: --resolver ADDRESS.")
    for place, said in _spoken(seen):
        if said.silent:
            yield Problem(place, path, "it does not answer", said.silent, "Tell the operator of that zone.")
        elif not said.names:
            yield Problem(place, path, "the domain is not delegated", "", give)
        else:
            for name in sorted(ours - said.names):
                yield Problem(place, path, f"{name} is missing", "Nobody will ask it.", give)
            for name in sorted(said.names - ours):
                reason = "A part of the visitors ask it, and hear what it knows."
                remedy = f"Let {seen.parent} drop it; leave it running until its TTL has passed."
                yield Problem(place, path, f"{name} is none of ours", reason, remedy)
            yield from _glue(want, place, said, give)


def _glue(want: Wanted, place: str, said: Referral, give: str) -> Iterator[Problem]:
    """Our name servers lie inside the domain: without addresses at the parent nobody finds them."""
    for name in sorted(said.names & want.name_servers.keys()):
        ours, there = want.name_servers[name], said.glue.get(name, frozenset())
        path = f"{name} A/AAAA"
        if not there:
            reason = "It lies inside the domain: its address must stand beside the delegation."
            yield Problem(place, path, "its glue is missing", reason, give)
        elif there != ours:
            fault = f"its glue is {_list(there)}, should be {_list(ours)}"
            yield Problem(place, path, fault, "Visitors ask the wrong address.", give)


def _authorities(want: Wanted, seen: Seen) -> Iterator[Problem]:
    remedy = f"Look at the server: ./kominfo verify {want.city}; then that port 53 is open, TCP and UDP."
    path, ours = f"{want.domain} SOA", frozenset(want.name_servers)
    for one in seen.authorities:
        if one.lame:
            yield Problem(one.place, path, "it does not answer for the domain", one.lame, remedy)
            continue
        if one.no_tcp:
            reason = f"{one.no_tcp}. Long answers, signed ones above all, need TCP."
            yield Problem(one.place, path, "it answers over UDP alone", reason, "Open port 53/tcp before it.")
        if one.names != ours:
            fault = f"the zone names {_list(one.names)}, should name {_list(ours)}"
            reason = "The NS records of a zone are made once, with the zone."
            yield Problem(
                one.place, f"{want.domain} NS", fault, reason, "Correct them on the primary by hand."
            )
    if not seen.authorities:
        reason = "This machine has no way to any of their addresses."
        yield Problem(
            want.domain, "SOA", "none of our name servers can be asked", reason, "Ask from elsewhere."
        )
    answering = [one for one in seen.authorities if not one.lame]
    if len({one.serial for one in answering}) > 1:
        serials = ", ".join(f"{one.place} has {one.serial}" for one in answering)
        remedy = f"If it lasts longer than a minute: ./kominfo up {want.city} datacenter --refresh."
        yield Problem(want.domain, "SOA", "the name servers hold different serials", f"{serials}.", remedy)


def _chain(want: Wanted, seen: Seen) -> Iterator[Problem]:
    """DS at the parent against the keys in our zone (RFC 4035 §5.2)."""
    ours = frozenset().union(*(one.digests for one in seen.authorities))
    offered = next((one.offered for one in seen.authorities if one.offered), ())
    if not ours:
        return  # no name server answers, which is said already
    path = f"{want.domain} DS"
    right = " and ".join(f"{want.domain}. DS {ds}" for ds in offered) or "none: the zone is not signed"
    for place, said in _spoken(seen):
        if said.silent or not said.names:
            continue
        stale = sorted(said.ds - ours)
        if not said.ds:
            reason = "Nobody can tell our answers from forged ones."
            yield Problem(place, path, "the DS is missing", reason, f"Let {seen.parent} add {right}.")
        elif not said.ds & ours:
            fault = f"the DS is stale: {_list(stale)} is of no key of ours"
            reason = "Resolvers that check signatures answer nothing at all for the domain."
            yield Problem(place, path, fault, reason, f"At once: let {seen.parent} put {right} in its place.")
        elif stale:
            reason = "Another one is right, so it does no harm yet."
            yield Problem(
                place, path, f"a DS is stale: {_list(stale)}", reason, f"Let {seen.parent} drop it."
            )


def _hosts(want: Wanted, seen: Seen) -> Iterator[Problem]:
    """One fault for all the hosts that fare alike."""
    place = f"resolver {seen.resolver}"
    alike: dict[Addresses, list[str]] = {}
    for host in want.hosts:
        alike.setdefault(seen.hosts.get(host, Addresses(silent="it was not asked")), []).append(host)
    for told, hosts in alike.items():
        more = f" and {len(hosts) - SHOWN} more" if len(hosts) > SHOWN else ""
        path = f"{', '.join(hosts[:SHOWN])}{more}"
        if told.silent:
            remedy = "See the faults above; with none, ask again when the former answer has expired."
            yield Problem(place, path, "visitors find no address", told.silent, remedy)
        elif told.found != want.edges:
            fault = f"visitors are told {_list(told.found)}, should be {_list(want.edges)}"
            remedy = f"./kominfo up {want.city}; after a move wait until the former TTL has passed."
            yield Problem(place, path, fault, "The edges have other addresses.", remedy)


def _list(items: Iterator[str] | frozenset[str] | list[str]) -> str:
    return ", ".join(sorted(items)) or "nothing"
