"""The zone: every name server answers every declared record, signed, and nothing else."""

from __future__ import annotations

from typing import Any

import dns.dnssec
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import pytest

from tests.verify.hosts import host_of

SECONDS = 3.0


def ask(server: Any, name: str, kind: str, *, recurse: bool = False, dnssec: bool = False) -> Any:
    query = dns.message.make_query(name, kind, want_dnssec=dnssec)
    if not recurse:
        query.flags &= ~dns.flags.RD
    answer, _ = dns.query.udp_with_fallback(query, str(server.address), timeout=SECONDS)
    return answer


def full(name: str, domain: str) -> str:
    return f"{domain}." if name == "@" else f"{name}.{domain}."


@pytest.fixture(scope="session")
def name_servers(plan: Any) -> list[Any]:
    return [*plan.holding("dns-primary"), *plan.holding("dns-secondary")]


@pytest.fixture(scope="session")
def primary(plan: Any) -> Any:
    return host_of(plan.holding("dns-primary")[0])


def test_record_is_published(record: Any, plan: Any, name_servers: list[Any]) -> None:
    """Every name server answers the declared record; what is delegated it names beside the answer."""
    name = full(record.name, plan.domain)
    wanted = dns.rrset.from_text(name, record.ttl, "IN", record.type, *record.values)
    for server in name_servers:
        answer = ask(server, name, record.type)
        sections = (answer.answer, answer.authority, answer.additional)
        said = (answer.get_rrset(one, wanted.name, dns.rdataclass.IN, wanted.rdtype) for one in sections)
        found = next((rrset for rrset in said if rrset is not None), None)
        assert found == wanted, f"{server.name} answers {found} for {record.name} {record.type}"


def test_zone_is_signed(plan: Any, name_servers: list[Any]) -> None:
    """The zone's signatures verify on every name server."""
    apex = dns.name.from_text(plan.domain)
    for server in name_servers:
        keys = ask(server, f"{plan.domain}.", "DNSKEY", dnssec=True)
        keyset = keys.find_rrset(keys.answer, apex, dns.rdataclass.IN, dns.rdatatype.DNSKEY)
        for kind in ("SOA", "NS"):
            answer = ask(server, f"{plan.domain}.", kind, dnssec=True)
            rrset = answer.find_rrset(answer.answer, apex, dns.rdataclass.IN, dns.rdatatype.from_text(kind))
            signatures = answer.find_rrset(
                answer.answer, apex, dns.rdataclass.IN, dns.rdatatype.RRSIG, dns.rdatatype.from_text(kind)
            )
            dns.dnssec.validate(rrset, signatures, {apex: keyset})


def test_name_servers_agree(plan: Any, name_servers: list[Any]) -> None:
    """Every name server holds the same serial."""
    serials = {
        server.name: ask(server, f"{plan.domain}.", "SOA").answer[0][0].serial for server in name_servers
    }
    assert len(set(serials.values())) == 1, f"serials differ: {serials}"


def test_recursion_is_refused(name_servers: list[Any]) -> None:
    """No name server resolves foreign names."""
    for server in name_servers:
        answer = ask(server, "example.com.", "A", recurse=True)
        assert not answer.answer, f"{server.name} resolved example.com"
        assert not answer.flags & dns.flags.RA


SIGNING = {"SOA", "DNSKEY", "RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "CDS", "CDNSKEY"}


def test_no_stranger_in_the_zone(plan: Any, primary: Any) -> None:
    """The zone holds nothing but what some part declares."""
    origin = dns.name.from_text(plan.domain)
    parts = [plan.datacenter, *plan.parts]
    declared = {(record.name, record.type) for part in parts for record in part.records}
    declared |= {("@", "NS"), *((item["name"], kind) for item in plan.name_servers for kind in ("A", "AAAA"))}
    strangers = set()
    for line in primary.check_output("knotc zone-read %s", plan.domain).splitlines():
        owner, _, kind = line.removeprefix(f"[{plan.domain}.]").split()[:3]
        name = str(dns.name.from_text(owner).relativize(origin))
        ours = name.endswith("_kominfo") or name.split(".", maxsplit=1)[0] == "_acme-challenge"
        if kind not in SIGNING and not ours and (name, kind) not in declared:
            strangers.add(f"{name} {kind}")
    assert not strangers, f"records nobody declared: {', '.join(sorted(strangers))}"
