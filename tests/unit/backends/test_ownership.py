"""Decisions about a zone, from its contents alone."""

from __future__ import annotations

import pytest

from infra.backends.dns import RecordSet, Slot, canonical
from infra.backends.dns.ownership import ledger, plan, strangers

DOMAIN = "kota.test"


def record(name: str, kind: str, *values: str, ttl: int = 300) -> RecordSet:
    return canonical(DOMAIN, name, kind, ttl, values)


def contents(*records: RecordSet) -> dict[Slot, RecordSet]:
    return {item.slot: item for item in records}


def entry(part: str, *slots: str) -> RecordSet:
    return RecordSet(*ledger(part), 300, tuple(sorted(f'"{slot}"' for slot in slots)))


def test_equal_records_are_equal_however_they_are_written() -> None:
    assert record("A.b", "mx", "10 Mail") == record("a.B", "MX", "10 mail.kota.test.", "10 mail")


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [("a", "A", "300.1.1.1"), ("a", "NOTYPE", "x"), ("a", "MX", "mail"), ("a.example.", "A", "192.0.2.1"),
     ("a..b", "A", "192.0.2.1"), ("a" * 64, "A", "192.0.2.1"), ("a", "TXT", '"' + "x" * 256 + '"')],
)  # fmt: skip
def test_what_cannot_be_a_record_is_refused(name: str, kind: str, value: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name}/{kind}: \w"):
        record(name, kind, value)


def test_a_record_without_values_is_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        record("a", "A")


def test_a_plan_that_is_fulfilled_is_empty() -> None:
    site = record("dinkes", "CNAME", "edge")
    assert not plan(contents(site, entry("dinkes", "dinkes/CNAME")), "dinkes", contents(site))


def test_a_lost_ledger_is_written_again() -> None:
    site = record("dinkes", "CNAME", "edge")
    changes = plan(contents(site), "dinkes", contents(site))
    assert set(changes.put) == {ledger("dinkes")}
    assert changes.expect[ledger("dinkes")] is None


def test_new_names_must_be_free_when_the_change_arrives() -> None:
    changes = plan({}, "dinkes", contents(record("dinkes", "A", "192.0.2.1")))
    assert changes.expect[Slot("dinkes", "A")] is None
    assert changes.expect[Slot("dinkes", "CNAME")] is None


def test_the_addresses_of_name_servers_and_challenges_are_no_strangers() -> None:
    zone = contents(
        record("@", "SOA", "ns1 hostmaster 1 2 3 4 5"),
        record("@", "NS", "ns1", "ns.elsewhere.example."),
        record("ns1", "A", "192.0.2.53"),
        record("ns1", "AAAA", "2001:db8::53"),
        record("_acme-challenge.a.b", "TXT", '"x"'),
        record("ns1", "TXT", '"x"'),
        record("ns2", "A", "192.0.2.54"),
        entry("gone-part", "left/A"),
        record("left", "A", "192.0.2.9"),
    )
    assert strangers(zone, DOMAIN) == [Slot("ns1", "TXT"), Slot("ns2", "A")]
