"""One suite for every way to a zone: the one in memory and a real, signing Knot."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from infra.backends.dns import BACKENDS, Changes, RecordSet, Slot, Zone, publish, withdraw
from infra.backends.dns.backend import WHOLE_NAME, NoSuchZoneError
from infra.errors import KominfoError
from tests.contract.dns.knot import DOMAIN, READER, WRITER, put, record, tsig_key

EVERY_TYPE = [
    record("@", "MX", "10 mail", "20 Mail2.Example.NET."),
    record("@", "TXT", '"v=spf1 mx -all"', '"a \\"quoted\\" one"'),
    record("@", "CAA", '0 issue "letsencrypt.org"'),
    record("mail", "A", "192.0.2.1", "192.0.2.2", ttl=60),
    record("mail", "AAAA", "2001:DB8::1"),
    record("_sip._tcp", "SRV", "0 5 5060 mail"),
    record("ppid.dinkes", "CNAME", "edge"),
    record("rsud", "NS", "ns1.rsud", "NS.Example.NET."),
    record("rsud", "DS", "12345 13 2 " + "ab" * 32),
    record("ns1.rsud", "A", "192.0.2.4"),
]


@pytest.mark.parametrize("item", EVERY_TYPE, ids=lambda item: str(item.slot))
def test_what_is_put_is_read_back_the_same(zone: Zone, item: RecordSet) -> None:
    assert zone.change(Changes(put(item)))
    assert zone.contents()[item.slot] == item


def test_some_are_looked_up_alone(zone: Zone) -> None:
    zone.change(Changes(put(*EVERY_TYPE)))
    there = [item for item in EVERY_TYPE if not item.name.endswith("rsud")]
    assert zone.lookup([item.slot for item in there]) == {item.slot: item for item in there}
    absent = [Slot("never", "A"), Slot("mail", "TXT"), Slot("ppid.dinkes", "A"), Slot("dinkes", "A")]
    assert zone.lookup(absent) == {}, "the third is a CNAME, the fourth has but a name below it"
    assert zone.lookup([]) == {}


def test_long_answers_are_whole(zone: Zone) -> None:
    long = record("a", "TXT", *(f'"{number:03}{"x" * 200}"' for number in range(40)))
    zone.change(Changes(put(long)))
    assert zone.lookup([long.slot]) == {long.slot: long}


def test_nothing_the_server_generates_is_seen(zone: Zone) -> None:
    zone.change(Changes(put(*EVERY_TYPE)))
    assert {slot.type for slot in zone.contents()} <= {"SOA", "NS", *(item.type for item in EVERY_TYPE)}


def test_put_replaces_values_and_ttl(zone: Zone) -> None:
    zone.change(Changes(put(record("a", "A", "192.0.2.1", "192.0.2.2"))))
    zone.change(Changes(put(record("a", "A", "192.0.2.2", ttl=60))))
    assert zone.contents()[Slot("a", "A")] == record("a", "A", "192.0.2.2", ttl=60)


def test_delete_removes_that_type_alone_and_what_is_absent_is_no_error(zone: Zone) -> None:
    zone.change(Changes(put(record("a", "A", "192.0.2.1"), record("a", "TXT", '"x"'))))
    assert zone.change(Changes(delete=frozenset({Slot("a", "A"), Slot("never", "A")})))
    assert Slot("a", "A") not in zone.contents()
    assert Slot("a", "TXT") in zone.contents()


def test_a_cname_gets_another_target(zone: Zone) -> None:
    zone.change(Changes(put(record("a", "CNAME", "edge"))))
    zone.change(Changes(put(record("a", "CNAME", "edge2", ttl=60))))
    assert zone.contents()[Slot("a", "CNAME")] == record("a", "CNAME", "edge2", ttl=60)


def test_an_address_can_become_a_cname(zone: Zone) -> None:
    zone.change(Changes(put(record("a", "A", "192.0.2.1"), record("a", "TXT", '"x"'))))
    zone.change(Changes(put(record("a", "CNAME", "edge")), frozenset({Slot("a", "A"), Slot("a", "TXT")})))
    assert {slot for slot in zone.contents() if slot.name == "a"} == {Slot("a", "CNAME")}


def test_a_cname_can_become_an_address(zone: Zone) -> None:
    zone.change(Changes(put(record("a", "CNAME", "edge"))))
    zone.change(Changes(put(record("a", "A", "192.0.2.1")), frozenset({Slot("a", "CNAME")})))
    assert {slot for slot in zone.contents() if slot.name == "a"} == {Slot("a", "A")}


@pytest.mark.parametrize(
    ("present", "late"),
    [(record("a", "A", "192.0.2.1"), record("a", "CNAME", "edge")),
     (record("a", "CNAME", "edge"), record("a", "A", "192.0.2.1"))],
)  # fmt: skip
def test_a_cname_and_other_data_never_share_a_name(zone: Zone, present: RecordSet, late: RecordSet) -> None:
    zone.change(Changes(put(present)))
    zone.change(Changes(put(late)))
    assert {slot for slot in zone.contents() if slot.name == "a"} == {present.slot}


@pytest.mark.parametrize(
    "expected",
    [None, record("a", "A", "192.0.2.9"), record("a", "A", "192.0.2.1", "192.0.2.2")],
    ids=["absent", "another", "more"],
)
def test_an_expectation_that_fails_changes_nothing(zone: Zone, expected: RecordSet | None) -> None:
    zone.change(Changes(put(record("a", "A", "192.0.2.1"))))
    before = zone.contents()
    refused = Changes(
        put(record("b", "A", "192.0.2.2")), frozenset({Slot("a", "A")}), {Slot("a", "A"): expected}
    )
    assert not zone.change(refused)
    assert dict(zone.contents()) == dict(before)


def test_expectations_that_hold_let_the_change_through(zone: Zone) -> None:
    zone.change(Changes(put(record("a", "A", "192.0.2.1"))))
    expect = {Slot("a", "A"): record("a", "A", "192.0.2.1"), Slot("b", "A"): None, Slot("b", "CNAME"): None}
    assert zone.change(Changes(put(record("b", "A", "192.0.2.2")), expect=expect))
    assert Slot("b", "A") in zone.contents()


def test_expectations_alone_ask_and_change_nothing(zone: Zone) -> None:
    zone.change(Changes(put(*EVERY_TYPE)))
    before = dict(zone.contents())
    assert zone.change(Changes(expect=put(*EVERY_TYPE)))
    assert not zone.change(Changes(expect={Slot("@", "MX"): record("@", "MX", "10 mail")}))
    assert dict(zone.contents()) == before


def test_a_whole_name_can_be_expected_free(zone: Zone) -> None:
    zone.change(Changes(put(record("a", "TXT", '"x"'), record("deep.b", "A", "192.0.2.1"))))
    assert zone.change(Changes(expect={Slot("c", WHOLE_NAME): None}))
    assert not zone.change(Changes(expect={Slot("a", WHOLE_NAME): None}))


class TestOverTheNetwork:
    """Faults only a network has."""

    def zone(self, port: int, key: object) -> Zone:
        return BACKENDS["rfc2136"](DOMAIN, "127.0.0.1", port, key)

    def test_a_key_that_may_only_read_is_refused_and_nothing_changes(self, port: int) -> None:
        zone = self.zone(port, READER)
        before = set(zone.contents())
        with pytest.raises(KominfoError, match=r"update of the zone(.|\n)*does not take the key reader"):
            zone.change(Changes(put(record("a", "A", "192.0.2.1"))))
        assert set(zone.contents()) == before

    @pytest.mark.parametrize(
        "key", [tsig_key("writer", b"x"), tsig_key("nobody", b"n")], ids=["secret", "name"]
    )
    def test_a_wrong_key_is_named(self, port: int, key: object) -> None:
        with pytest.raises(KominfoError, match=r"transfer of the zone(.|\n)*key (writer|nobody)"):
            self.zone(port, key).contents()
        with pytest.raises(KominfoError, match=r"update of the zone(.|\n)*key (writer|nobody)"):
            self.zone(port, key).change(Changes(put(record("a", "A", "192.0.2.1"))))

    def test_a_zone_that_is_not_served_is_named(self, port: int) -> None:
        zone = BACKENDS["rfc2136"]("lain.test", "127.0.0.1", port, WRITER)
        with pytest.raises(NoSuchZoneError, match=r"lain\.test: no transfer of the zone"):
            zone.contents()

    def test_what_was_in_a_zone_that_is_gone_is_withdrawn_already(self, port: int) -> None:
        """A city that gets another domain: its name servers hold the former zone no more."""
        withdraw(BACKENDS["rfc2136"]("lain.test", "127.0.0.1", port, WRITER), "dinkes")
        with pytest.raises(NoSuchZoneError):
            publish(BACKENDS["rfc2136"]("lain.test", "127.0.0.1", port, WRITER), "dinkes", [])

    def test_a_server_that_does_not_answer_is_named(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = int(unused.getsockname()[1])
            with pytest.raises(KominfoError, match=rf"name server 127\.0\.0\.1:{port}(.|\n)*knot"):
                self.zone(port, WRITER).contents()

    def test_a_clock_that_is_wrong_is_called_the_clock(
        self, port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import time

        real = time.time
        monkeypatch.setattr("time.time", lambda: real() + 3600)
        with pytest.raises(KominfoError, match="clocks differ"):
            self.zone(port, WRITER).change(Changes(put(record("a", "A", "192.0.2.1"))))


def test_the_secret_is_in_no_message(tmp_path: Path) -> None:
    assert WRITER.secret not in repr(WRITER)
