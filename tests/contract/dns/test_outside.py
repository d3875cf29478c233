"""`validate --online` against a real parent and real name servers, and every way they can be at odds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from infra.backends.dns.outside import Outside
from infra.errors import KominfoError
from infra.plan.online import Wanted, online_faults
from tests.contract.dns.knot import free_port
from tests.contract.dns.world import (
    CITY,
    DELEGATION,
    EDGE,
    NS1,
    NS2,
    OTHER,
    PARENT,
    RESOLVER,
    WANTED,
    parent_zone,
    serving,
)

FORMER_DS = f"12345 13 2 {'ab' * 32}"


@dataclass(frozen=True)
class World:
    """``ds``: of the city's key, in zone-file form."""

    folder: Path
    port: int
    ds: str = ""

    @property
    def outside(self) -> Outside:
        return Outside(RESOLVER, self.port, self.port)

    @contextmanager
    def parent(self, delegation: str, resolved: str = CITY) -> Iterator[None]:
        """The parent zone, and a resolver that knows it and the city."""
        zones = {"test": parent_zone(delegation)}
        with (
            serving(self.folder / "parent", PARENT, self.port, zones),
            serving(self.folder / "resolver", RESOLVER, self.port, {**zones, "kota.test": resolved}),
        ):
            yield

    def faults(self, want: Wanted = WANTED) -> list[str]:
        return [f"{one.path}: {one.fault}" for one in online_faults(want, self.outside.look(want))]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A city of two name servers, the second a secondary of the first; parents come and go beside it."""
    folder, port = tmp_path_factory.mktemp("world"), free_port()
    city = {"kota.test": CITY}
    with (
        serving(folder / "ns1", NS1, port, city, signed=True),
        serving(folder / "ns2", NS2, port, city, primary=NS1),
    ):
        yield World(folder, port, _until_signed(Outside(NS1, port, port)))


def _until_signed(outside: Outside) -> str:
    deadline = time.monotonic() + 30
    want = replace(WANTED, delegated=False)
    while time.monotonic() < deadline:
        seen = outside.look(want)
        first, second = seen.authorities
        if first.offered and not second.lame and first.serial == second.serial:
            return first.offered[0]
        time.sleep(0.1)
    raise AssertionError(f"the city's name servers did not agree: {seen.authorities}")


@pytest.mark.parametrize("kept", ["", FORMER_DS], ids=["one-ds", "a-stale-ds-beside"])
def test_a_city_that_is_as_it_should_be(world: World, kept: str) -> None:
    stale = f"kota DS {kept}\n" if kept else ""
    with world.parent(f"{DELEGATION}kota DS {world.ds}\n{stale}"):
        assert world.faults() == ([f"kota.test DS: a DS is stale: {kept}"] if kept else [])


@pytest.mark.parametrize(
    ("delegation", "told"),
    [
        ("kota A 192.0.2.1\n", ["kota.test NS: the domain is not delegated"]),
        ("", ["kota.test NS: the domain is not delegated"]),
        (
            DELEGATION.replace("kota NS ns2.kota\n", "kota NS ns.lama.example.\n"),
            [
                "kota.test NS: ns2.kota.test is missing",
                "kota.test NS: ns.lama.example is none of ours",
                "kota.test DS: the DS is missing",
            ],
        ),
        (
            DELEGATION.replace(f"ns2.kota A {NS2}\n", ""),
            ["ns2.kota.test A/AAAA: its glue is missing", "kota.test DS: the DS is missing"],
        ),
        (
            DELEGATION.replace(f"ns2.kota A {NS2}", "ns2.kota A 192.0.2.9"),
            [
                f"ns2.kota.test A/AAAA: its glue is 192.0.2.9, should be {NS2}",
                "kota.test DS: the DS is missing",
            ],
        ),
        (
            f"{DELEGATION}kota DS {FORMER_DS}\n",
            [f"kota.test DS: the DS is stale: {FORMER_DS} is of no key of ours"],
        ),
    ],
    ids=["no-ns", "unknown", "wrong-ns", "no-glue", "wrong-glue", "stale-ds"],
)
def test_what_the_parent_says_wrong_is_named(world: World, delegation: str, told: list[str]) -> None:
    with world.parent(delegation):
        assert world.faults() == told


def test_the_missing_ds_is_offered(world: World) -> None:
    with world.parent(DELEGATION):
        (fault,) = online_faults(WANTED, world.outside.look(WANTED))
        assert f"kota.test. DS {world.ds}" in fault.remedy


def _other() -> Wanted:
    """The city with another second name server."""
    return replace(
        WANTED, name_servers={"ns1.kota.test": frozenset({NS1}), "ns2.kota.test": frozenset({OTHER})}
    )


def test_a_server_that_knows_another_zone_is_lame(world: World) -> None:
    with (
        world.parent(f"{DELEGATION.replace(NS2, OTHER)}kota DS {world.ds}\n"),
        serving(world.folder / "other", OTHER, world.port, {"lain.test": CITY.replace("kota.", "lain.")}),
    ):
        assert world.faults(_other()) == ["kota.test SOA: it does not answer for the domain"]


def test_a_server_that_is_away_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.backends.dns.ask.SECONDS", 0.5)
    with world.parent(f"{DELEGATION.replace(NS2, OTHER)}kota DS {world.ds}\n"):
        seen = world.outside.look(_other())
        assert [one.address for one in seen.authorities if one.lame] == [OTHER]
        assert [one.fault for one in online_faults(_other(), seen)] == ["it does not answer for the domain"]


def test_a_server_left_behind_is_named_with_both_serials(world: World) -> None:
    with (
        world.parent(f"{DELEGATION.replace(NS2, OTHER)}kota DS {world.ds}\n"),
        serving(world.folder / "behind", OTHER, world.port, {"kota.test": CITY}),
    ):
        (fault,) = online_faults(_other(), world.outside.look(_other()))
        assert fault.fault == "the name servers hold different serials"
        assert f"ns2.kota.test ({OTHER}) has 7" in fault.reason


def test_names_of_the_zone_itself_are_compared(world: World) -> None:
    want = replace(WANTED, name_servers={"ns1.kota.test": frozenset({NS1})})
    with world.parent(f"kota NS ns1.kota\nns1.kota A {NS1}\nkota DS {world.ds}\n"):
        assert world.faults(want) == [
            "kota.test NS: the zone names ns1.kota.test, ns2.kota.test, should name ns1.kota.test"
        ]


def test_what_visitors_are_told_is_compared(world: World) -> None:
    with world.parent(f"{DELEGATION}kota DS {world.ds}\n", CITY.replace(EDGE, "203.0.113.9")):
        assert world.faults() == [
            f"dinkes.kota.test, edge.kota.test: visitors are told 203.0.113.9, should be {EDGE}"
        ]
    with world.parent(f"{DELEGATION}kota DS {world.ds}\n", CITY.replace("dinkes", "lain")):
        assert world.faults() == ["dinkes.kota.test: visitors find no address"]


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ('@ CAA 0 issue "letsencrypt.org"\n', []),
        ('@ CAA 0 issue "ca.example"\n', ["*.kota.test: it lets ca.example sign, not letsencrypt.org"]),
        ('@ CAA 0 issue ";"\n', ["*.kota.test: it lets ; sign, not letsencrypt.org"]),
    ],
    ids=["ours", "another", "nobody"],
)
def test_caa_must_let_our_ca_sign(world: World, zone: str, told: list[str]) -> None:
    with world.parent(f"{DELEGATION}kota DS {world.ds}\n", CITY + zone):
        assert world.faults() == told


def test_caa_is_looked_for_above_the_domain(world: World) -> None:
    with world.parent(f'{DELEGATION}kota DS {world.ds}\n@ CAA 0 issue "ca.example"\n'):
        (fault,) = online_faults(WANTED, world.outside.look(WANTED))
        assert fault.place == "CAA of test"


def test_a_resolver_that_cannot_be_asked_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.backends.dns.outside.LIFETIME", 0.5)
    with pytest.raises(KominfoError, match=r"does not find the zone above(.|\n)*--resolver"):
        replace(world.outside, resolver=OTHER).look(WANTED)
