"""What of a former zone is adopted, what is left out, and what cannot be: each with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.backends.dns import canonical
from infra.model import City, load_city
from infra.model.edit import with_records
from infra.plan.adoption import Adoption, Found, adopt
from tests.unit.model.cities_on_disk import lay_out

DOMAIN = "pematangsiantar.test"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """dinkes (alias kesehatan) and ppid.dinkes are sites of dinkes; @ (alias www) is one of diskominfo."""
    return load_city(lay_out("valid", tmp_path_factory.mktemp("city")))


def found(name: str, kind: str, *values: str, ttl: int = 3600) -> Found:
    return Found(name, kind, ttl, values, "lama.zone:7")


def read(name: str, kind: str, *values: str, ttl: int = 3600) -> Found:
    """As a reader of zones gives it."""
    one = canonical(DOMAIN, name, kind, ttl, values)
    return found(one.name, one.type, *one.values, ttl=one.ttl)


SOA = found("@", "SOA", f"ns.{DOMAIN}. hostmaster.{DOMAIN}. 1 3600 600 1209600 300")


def judged(city: City, *items: Found) -> Adoption:
    return adopt(city, (SOA, *items))


ADOPTED = (
    read("@", "TXT", '"v=spf1 -all"'),
    read("@", "CAA", '0 issue "letsencrypt.org"'),
    read("_sip._tcp", "SRV", f"0 5 5060 sip.{DOMAIN}."),
    read("surat", "A", "198.51.100.9", ttl=60),
    read("arsip", "CNAME", "arsip.example.net."),
    read("dinkes", "MX", f"10 mail.{DOMAIN}."),
    read("rsud", "NS", "ns.example.net."),
    read("_dmarc", "TXT", '"v=DMARC1; p=none"', '"a\\\\;\\007 \\"b"'),
    read("rsud", "DS", "12345 13 2 " + "AB" * 32),
    read("layanan", "HTTPS", '1 . alpn="h2" ipv4hint="198.51.100.9"'),
    read("surat", "SSHFP", "4 2 " + "ab" * 32),
)


@pytest.mark.parametrize("item", ADOPTED, ids=str)
def test_what_nobody_else_makes_is_adopted_as_it_was(city: City, item: Found) -> None:
    adoption = judged(city, item)
    assert not adoption.faults
    (record,) = adoption.records
    assert (record.name, record.type, record.ttl, record.values) == (
        item.name, item.type, item.ttl, item.values,
    )  # fmt: skip


def test_what_was_adopted_is_not_adopted_again(tmp_path: Path) -> None:
    folder = lay_out("valid", tmp_path)
    part = folder / "datacenter.yaml"
    records = judged(load_city(folder), *ADOPTED).records
    assert len(records) == len(ADOPTED)
    part.write_text(with_records(part.read_text(), records))
    again = judged(load_city(folder), *ADOPTED)
    assert not again.records
    assert not again.faults


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (found("@", "NS", "ns.example.net."), "own name servers"),
        (found("@", "DNSKEY", "257 3 13 AAAA"), "the name server makes it"),
        (found("dinkes", "RRSIG", "x"), "the name server makes it"),
        (found("dinkes", "A", "198.51.100.1"), "a site of dinkes (Dinas Kesehatan)"),
        (found("kesehatan", "CNAME", "x.example."), "a site of dinkes (Dinas Kesehatan)"),
        (found("dinkes", "HTTPS", "1 . ipv4hint=198.51.100.1"), "a site of dinkes (Dinas Kesehatan)"),
        (found("@", "A", "198.51.100.1"), "a site of diskominfo"),
        (found("ns1", "A", "198.51.100.1"), "the platform publishes this name itself"),
        (found("registry", "CNAME", "x.example."), "the platform publishes this name itself"),
        (found("siantar-2", "A", "198.51.100.1"), "one of the city's servers"),
        (found("_acme-challenge.ppid", "TXT", '"x"'), "order certificates"),
        (found("dinkes._kominfo", "TXT", '"x"'), "own list"),
        (found("www.example.net.", "A", "198.51.100.1"), "outside the zone"),
        (found("@", "MX", f"10 mail.{DOMAIN}."), "declared already"),
        (found("mail", "A", "172.30.77.25", ttl=60), "declared already"),
    ],
    ids=str,
)
def test_what_is_the_platforms_is_left_out_and_said(city: City, item: Found, why: str) -> None:
    adoption = judged(city, item)
    assert not adoption.records
    assert not adoption.faults
    assert [reason for left, reason in adoption.left if left == item and why in reason]


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (found("@", "SPF", '"v=spf1 -all"'), "the declaration holds no SPF"),
        (found("lama", "DNAME", "x.example."), "the declaration holds no DNAME"),
        (found("*", "A", "198.51.100.1"), "it is a wildcard"),
        (found("*.lama", "TXT", '"x"'), "it is a wildcard"),
        (found("ns9", "A", "198.51.100.1"), "the platform keeps this name"),
        (found("edge", "TXT", '"x"'), "the platform keeps this name"),
        (found("a\\.b", "A", "198.51.100.1"), "is not a record's name"),
        (found("a\\000b", "A", "198.51.100.1"), "is not a record's name"),
        (found("besar", "TXT", f'"{"x" * 4100}"'), "its values is refused"),
        (found("mail", "A", "198.51.100.1"), "it is declared otherwise"),
        (found("dinkes", "NS", "ns.example.net."), "delegating dinkes hides a site"),
        (found("a", "CNAME", "b.example.", "c.example."), "it does not stand alone"),
    ],
    ids=str,
)
def test_what_cannot_be_held_is_a_fault_with_its_place(city: City, item: Found, fault: str) -> None:
    adoption = judged(city, item)
    assert not adoption.records
    (problem,) = adoption.faults
    assert fault in problem.fault
    assert problem.place == "lama.zone:7"
    assert problem.path == f"{item.name} {item.type}"


def test_a_collision_names_the_opd(city: City) -> None:
    (problem,) = judged(city, found("ppid.dinkes", "NS", "ns.example.net.")).faults
    assert "ppid.dinkes is a site of dinkes (Dinas Kesehatan)" in problem.reason
    assert "dinkes.yaml" in problem.remedy


@pytest.mark.parametrize(
    ("item", "word"),
    [
        (found("ftp", "CNAME", f"{DOMAIN}."), "List ftp as an alias of that site in diskominfo.yaml"),
        (found("surat", "MX", f"10 {DOMAIN}."), "a name of its own"),
        (found("_x._tcp", "SRV", f"0 0 1 dinkes.{DOMAIN}."), "a name of its own"),
    ],
    ids=str,
)
def test_what_points_at_a_name_that_moves_is_a_fault(city: City, item: Found, word: str) -> None:
    """Mail for a host that becomes the edges would be lost: nobody would notice before."""
    moved = (found("@", "A", "198.51.100.1"), found("dinkes", "A", "198.51.100.2"))
    (problem,) = judged(city, *moved, item).faults
    assert "will be another machine" in problem.fault
    assert word in problem.remedy


def test_a_delegation_keeps_its_glue_and_ds_and_nothing_else(city: City) -> None:
    adoption = judged(
        city,
        found("rsud", "NS", "ns.example.net.", f"ns1.rsud.{DOMAIN}."),
        found("rsud", "DS", "1 13 2 AB"),
        found("ns1.rsud", "A", "198.51.100.4"),
        found("www.rsud", "A", "198.51.100.5"),
        found("rsud", "MX", "10 x.example."),
    )
    assert {(one.name, one.type) for one in adoption.records} == {
        ("rsud", "NS"), ("rsud", "DS"), ("ns1.rsud", "A"),
    }  # fmt: skip
    hidden = {str(item) for item, why in adoption.left if "below a delegation" in why}
    assert hidden == {"www.rsud A", "rsud MX"}


def test_an_spf_record_beside_the_same_text_is_left_out(city: City) -> None:
    text = '"v=spf1 -all"'
    adoption = judged(city, found("surat", "TXT", text), found("surat", "SPF", text))
    assert [one.type for one in adoption.records] == ["TXT"]
    assert not adoption.faults


@pytest.mark.parametrize(("ttl", "held"), [(0, 30), (5, 30), (2_000_000, 604_800)])
def test_a_ttl_out_of_bounds_is_bent_and_said(city: City, ttl: int, held: int) -> None:
    adoption = judged(city, found("surat", "A", "198.51.100.9", ttl=ttl))
    assert adoption.records[0].ttl == held
    assert adoption.notes[0][1] == f"its TTL becomes {held}, it was {ttl}"


def test_an_apex_elsewhere_is_adopted_where_no_site_is_there(tmp_path: Path) -> None:
    folder = lay_out("valid", tmp_path)
    (folder / "diskominfo.yaml").unlink()
    adoption = adopt(load_city(folder), (SOA, found("@", "A", "198.51.100.1")))
    assert [(one.name, one.type) for one in adoption.records] == [("@", "A")]


@pytest.mark.parametrize(
    ("zone", "word"),
    [
        ([found(f"{DOMAIN[5:]}.", "SOA", "x")], "this is not the zone"),
        ([found("pilot", "SOA", "x"), SOA], f"It is 'pilot.{DOMAIN}'"),
    ],
    ids=["above", "below"],
)
def test_another_zone_is_refused_whole(city: City, zone: list[Found], word: str) -> None:
    adoption = adopt(city, [*zone, found("surat", "A", "198.51.100.9")])
    assert not adoption.records
    assert any(word in str(problem) for problem in adoption.faults)


@pytest.mark.parametrize(
    "zone", [[], [found("www.lain.example.", "A", "198.51.100.9")]], ids=["empty", "outside"]
)
def test_nothing_of_the_zone_is_no_success(city: City, zone: list[Found]) -> None:
    (problem,) = adopt(city, zone).faults
    assert "there is nothing of the zone" in problem.fault


def test_a_list_of_records_without_its_soa_will_do(city: City) -> None:
    assert adopt(city, [found("surat", "A", "198.51.100.9")]).records
