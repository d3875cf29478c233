"""Parts that share a zone, on both kinds of zone: nobody loses a record that is not theirs to lose."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from infra.backends.dns import Changes, RecordSet, Slot, Zone, inspect, publish, withdraw
from infra.errors import KominfoError
from tests.contract.dns.knot import put, record

SITE = record("dinkes", "CNAME", "edge")
ALIAS = record("kesehatan", "CNAME", "edge")
OTHER = record("disdukcapil", "CNAME", "edge")


def names(zone: Zone) -> set[str]:
    foundation = {"@/SOA", "@/NS", "ns1/A"}
    return {str(slot) for slot in zone.contents()} - foundation


def test_a_part_is_published_listed_and_withdrawn_whole(zone: Zone) -> None:
    publish(zone, "dinkes", [SITE, ALIAS])
    assert names(zone) == {"dinkes/CNAME", "kesehatan/CNAME", "dinkes._kominfo/TXT"}
    assert zone.contents()[Slot("dinkes._kominfo", "TXT")].values == ('"dinkes/CNAME"', '"kesehatan/CNAME"')
    withdraw(zone, "dinkes")
    assert names(zone) == set()
    withdraw(zone, "dinkes")


def test_only_what_changed_is_sent(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(zone, "dinkes", [SITE, ALIAS])
    sent: list[Changes] = []
    change: Callable[[Changes], bool] = zone.change

    def note(changes: Changes) -> bool:
        sent.extend([changes] if changes else [])
        return change(changes)

    monkeypatch.setattr(zone, "change", note)
    publish(zone, "dinkes", [SITE, ALIAS])
    assert sent == []
    publish(zone, "dinkes", [SITE])
    assert [set(changes.delete) for changes in sent] == [{ALIAS.slot}]


def test_other_parts_keep_theirs(zone: Zone) -> None:
    publish(zone, "disdukcapil", [OTHER])
    publish(zone, "dinkes", [SITE])
    withdraw(zone, "dinkes")
    assert names(zone) == {"disdukcapil/CNAME", "disdukcapil._kominfo/TXT"}


@pytest.mark.parametrize(
    "present",
    [record("dinkes", "CNAME", "elsewhere"), record("dinkes", "A", "192.0.2.7")],
    ids=["same", "beside"],
)
def test_a_stranger_in_the_way_is_named_and_stays(zone: Zone, present: RecordSet) -> None:
    zone.change(Changes(put(present)))
    with pytest.raises(KominfoError, match=r"dinkes/(CNAME|A) is already there .*nobody here published it"):
        publish(zone, "dinkes", [SITE, ALIAS])
    assert names(zone) == {str(present.slot)}


def test_another_parts_record_is_named_with_its_owner(zone: Zone) -> None:
    publish(zone, "disdukcapil", [OTHER])
    with pytest.raises(KominfoError, match="published by disdukcapil"):
        publish(zone, "dinkes", [record("disdukcapil", "CNAME", "elsewhere")])


def test_an_identical_stranger_is_adopted(zone: Zone) -> None:
    zone.change(Changes(put(SITE)))
    publish(zone, "dinkes", [SITE])
    withdraw(zone, "dinkes")
    assert names(zone) == set()


def test_a_killed_publish_is_simply_repeated(zone: Zone) -> None:
    """One transaction: the zone holds all of it or nothing, and both are good to start from."""
    publish(zone, "dinkes", [SITE])
    publish(zone, "dinkes", [SITE, ALIAS])
    assert not inspect(zone, "dinkes", [SITE, ALIAS]).drift


def test_drift_names_each_difference(zone: Zone) -> None:
    publish(zone, "dinkes", [SITE, ALIAS])
    zone.change(Changes(put(record("dinkes", "CNAME", "evil.example.")), frozenset({ALIAS.slot})))
    assert inspect(zone, "dinkes", [SITE, ALIAS]).drift == (
        "dinkes/CNAME: is 3600 evil.example., should be 3600 edge.kota.test.",
        "kesehatan/CNAME: missing, should be 3600 edge.kota.test.",
    )
    zone.change(Changes(delete=frozenset({Slot("dinkes._kominfo", "TXT")})))
    assert "dinkes._kominfo/TXT: does not list what the part owns" in inspect(zone, "dinkes", [SITE]).drift


def test_all_gone_is_gone(zone: Zone) -> None:
    assert inspect(zone, "dinkes", [SITE]).gone
    publish(zone, "dinkes", [SITE])
    assert not inspect(zone, "dinkes", [SITE]).gone


def test_strangers_are_what_nobody_declared(zone: Zone) -> None:
    publish(zone, "datacenter", [record("@", "MX", "10 mail")])
    publish(zone, "dinkes", [SITE])
    zone.change(Changes(put(
        record("_acme-challenge", "TXT", '"token"'),
        record("_acme-challenge.ppid", "TXT", '"token"'),
        record("judi", "A", "192.0.2.66"),
        record("@", "TXT", '"verification=1"'),
    )))  # fmt: skip
    found = inspect(zone, "datacenter", [record("@", "MX", "10 mail")], exclusive=True)
    assert found.strangers == ("@/TXT", "judi/A")
    assert inspect(zone, "dinkes", [SITE]).strangers == ()
    publish(zone, "datacenter", [record("@", "MX", "10 mail")], unwanted=("judi/A", "dinkes/CNAME"))
    assert inspect(zone, "datacenter", [record("@", "MX", "10 mail")], exclusive=True).strangers == ("@/TXT",)
    assert {"dinkes/CNAME", "_acme-challenge/TXT"} <= names(zone)


def test_two_writers_of_one_name_do_not_both_win(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another part takes the name between our look and our change: the change is refused, and we see why."""
    publish(zone, "dinkes", [ALIAS])
    contents = zone.contents
    looks: list[int] = []

    def look() -> object:
        seen = contents()
        looks.append(1)
        if len(looks) == 1:
            zone.change(Changes(put(record("dinkes", "CNAME", "elsewhere"))))
        return seen

    monkeypatch.setattr(zone, "contents", look)
    with pytest.raises(KominfoError, match="already there"):
        publish(zone, "dinkes", [SITE, ALIAS])
    assert contents()[SITE.slot] == record("dinkes", "CNAME", "elsewhere")


def test_a_part_that_owns_nothing_yet_needs_no_transfer(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    def look() -> object:
        raise AssertionError("the whole zone was read")

    mail = [
        record("@", "MX", "10 mail"),
        record("mail", "A", "192.0.2.1"),
        record("mail", "AAAA", "2001:db8::1"),
    ]
    publish(zone, "disdukcapil", [OTHER])
    with monkeypatch.context() as patched:
        patched.setattr(zone, "contents", look)
        publish(zone, "dinkes", [SITE, ALIAS])
        publish(zone, "datacenter", mail)
        assert not inspect(zone, "dinkes", [SITE, ALIAS]).drift
        assert not inspect(zone, "datacenter", mail).drift


def test_a_change_that_was_taken_and_not_done_is_told(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Knot does with a CNAME beside other data."""
    change: Callable[[Changes], bool] = zone.change
    monkeypatch.setattr(zone, "change", lambda changes: bool(changes) or change(changes))
    with pytest.raises(KominfoError, match="took the change but does not show it"):
        publish(zone, "dinkes", [SITE])
