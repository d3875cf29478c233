"""What the network has to say, judged without a network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from infra.home import CHECKOUT
from infra.model import load_city
from infra.plan import Control, plan_city
from infra.plan.caa import Caa, caa_faults
from infra.plan.online import Addresses, Authority, Referral, Seen, online_faults, wanted
from infra.plan.outputs import city_outputs
from tests.unit.model.cities_on_disk import lay_out

DS, FORMER = "1 13 2 aa", "2 13 2 bb"
NS = frozenset({"ns1.kota.test", "ns2.kota.test"})


@pytest.fixture(scope="module")
def pilot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The valid city on a name of its own below the city's."""
    folder = lay_out("valid", tmp_path_factory.mktemp("city"))
    for part in folder.glob("*.yaml"):
        part.write_text(part.read_text().replace("pematangsiantar.test", "pilot.kota.go.id"))
    return folder


def test_a_pilot_below_the_citys_domain_is_a_city_like_any_other(pilot: Path) -> None:
    plan = plan_city(load_city(pilot), Control("ssh-ed25519 AAAA kominfo"))
    registrar = city_outputs(plan, ["pilot.kota.go.id. DS 1 13 2 AA"])["registrar"]
    assert registrar["ns"] == [f"pilot.kota.go.id. NS ns{number}.pilot.kota.go.id." for number in (1, 2)]
    assert registrar["glue"] == [
        "ns1.pilot.kota.go.id. A 172.30.77.11", "ns2.pilot.kota.go.id. A 172.30.77.12",
    ]  # fmt: skip
    names = ("*.pilot.kota.go.id", "pilot.kota.go.id", "ppid.dinkes.pilot.kota.go.id")
    assert plan.certificate_names == names


def test_what_is_wanted_is_every_host_and_the_public_addresses(pilot: Path) -> None:
    want = wanted(plan_city(load_city(pilot), Control("key")), ("ca.example",))
    assert want.hosts == tuple(
        sorted(
            f"{label}.pilot.kota.go.id".removeprefix(".")
            for label in ("", "dinkes", "edge", "kesehatan", "ppid.dinkes", "www")
        )
    )
    assert want.edges == {"172.30.77.11", "172.30.77.12"}
    assert want.name_servers["ns2.pilot.kota.go.id"] == {"172.30.77.12"}


WANT = replace(
    wanted(plan_city(load_city(CHECKOUT / "stacks" / "demo"), Control("key")), ()),
    domain="kota.test",
    name_servers={"ns1.kota.test": frozenset({"192.0.2.1"}), "ns2.kota.test": frozenset({"192.0.2.2"})},
    hosts=(),
)
RIGHT = Referral(
    "a.test (192.0.2.9)",
    NS,
    {"ns1.kota.test": frozenset({"192.0.2.1"}), "ns2.kota.test": frozenset({"192.0.2.2"})},
    frozenset({DS}),
)
OURS = tuple(
    Authority(f"ns{number}.kota.test", f"192.0.2.{number}", 7, NS, frozenset({DS}), (DS,))
    for number in (1, 2)
)
SEEN = Seen("192.0.2.8", "test", (RIGHT, replace(RIGHT, server="b.test (192.0.2.10)")), OURS, {}, {})


def test_nothing_is_said_when_all_is_well() -> None:
    assert online_faults(WANT, SEEN) == []


def test_the_same_answer_of_several_servers_is_one_fault() -> None:
    lame = replace(SEEN, referrals=tuple(replace(one, ds=frozenset()) for one in SEEN.referrals))
    (fault,) = online_faults(WANT, lame)
    assert fault.place == "test: a.test (192.0.2.9), b.test (192.0.2.10)"
    assert fault.fault == "the DS is missing"


def test_a_parent_server_that_is_silent_is_named_alone() -> None:
    quiet = replace(SEEN, referrals=(RIGHT, Referral("b.test (192.0.2.10)", silent="timed out")))
    (fault,) = online_faults(WANT, quiet)
    assert (fault.place, fault.reason) == ("test: b.test (192.0.2.10)", "timed out")


def test_an_address_of_one_family_that_lacks_at_the_parent_is_a_fault() -> None:
    both = {**WANT.name_servers, "ns1.kota.test": frozenset({"192.0.2.1", "2001:db8::1"})}
    (fault, _) = online_faults(replace(WANT, name_servers=both), SEEN) * 2
    assert fault.fault == "its glue is 192.0.2.1, should be 192.0.2.1, 2001:db8::1"


def test_an_unsigned_zone_below_a_ds_is_dead_for_resolvers_that_check() -> None:
    keys = tuple(replace(one, digests=frozenset({FORMER}), offered=(FORMER,)) for one in OURS)
    faults = online_faults(WANT, replace(SEEN, authorities=keys))
    assert [one.fault for one in faults] == [f"the DS is stale: {DS} is of no key of ours"]
    assert f"put kota.test. DS {FORMER} in its place" in faults[0].remedy


def test_nobody_to_ask_is_no_success() -> None:
    faults = online_faults(WANT, replace(SEEN, referrals=(), authorities=()))
    assert [one.fault for one in faults] == [
        "none of the name servers of test can be asked",
        "none of our name servers can be asked",
    ]


def test_udp_alone_is_not_enough() -> None:
    first = replace(OURS[0], no_tcp="timed out")
    (fault,) = online_faults(WANT, replace(SEEN, authorities=(first, OURS[1])))
    assert fault.fault == "it answers over UDP alone"


def test_a_host_that_nobody_was_asked_for_is_no_success() -> None:
    (fault,) = online_faults(replace(WANT, hosts=("dinkes.kota.test",)), SEEN)
    assert fault.reason == "it was not asked"
    told = {"dinkes.kota.test": Addresses(frozenset({"192.0.2.66"}))}
    (fault,) = online_faults(replace(WANT, hosts=("dinkes.kota.test",)), replace(SEEN, hosts=told))
    assert "visitors are told 192.0.2.66" in fault.fault


def test_hosts_that_fare_alike_are_one_fault() -> None:
    many = tuple(f"opd-{number}.kota.test" for number in range(9))
    (fault,) = online_faults(replace(WANT, hosts=many), SEEN)
    assert fault.path.endswith("opd-3.kota.test and 5 more")


@pytest.mark.parametrize(
    ("name", "records", "fault"),
    [
        ("kota.test", [], ""),
        ("kota.test", [(0, "iodef", "mailto:a@b")], ""),
        ("kota.test", [(0, "issue", "ca.example")], ""),
        ("kota.test", [(0, "issue", "other.example"), (0, "issue", "CA.example; accounturi=x")], ""),
        ("kota.test", [(0, "issue", "ca.example; validationmethods=http-01")], "it lets"),
        ("kota.test", [(0, "issue", "ca.example; validationmethods=http-01,dns-01")], ""),
        ("kota.test", [(0, "issuewild", "other.example")], ""),
        ("*.kota.test", [(0, "issuewild", "other.example"), (0, "issue", "ca.example")], "it lets"),
        ("*.kota.test", [(0, "issuewild", "ca.example"), (0, "issue", ";")], ""),
        ("kota.test", [(128, "baru", "x")], "marked critical"),
        ("kota.test", [(128, "issue", "ca.example")], ""),
    ],
)
def test_caa_is_read_as_a_ca_reads_it(name: str, records: list[tuple[int, str, str]], fault: str) -> None:
    told = list(caa_faults("kota.test", ("ca.example",), {name: Caa("kota.test", tuple(records))}))
    assert [fault in one.fault for one in told] == ([True] if fault else [])


def test_a_ca_that_does_not_say_who_it_is_cannot_be_missed() -> None:
    caa = {"kota.test": Caa("kota.test", ((0, "issue", "ca.example"),))}
    assert not list(caa_faults("kota.test", (), caa))
    assert list(caa_faults("kota.test", (), {"kota.test": Caa("kota.test", silent="SERVFAIL")}))
