"""What an office may write, and how each fault is told: all at once, each with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd.complaints.config import load

PROJECT = Path(__file__).parents[4] / "complaints" / "{{cookiecutter.opd}}"
SETTINGS = (PROJECT / "aduan.yaml").read_text()
AREAS = (PROJECT / "wilayah.yaml").read_text()


def faults(text: str) -> list[str]:
    return [str(one) for one in load.settings(text.encode(), "aduan.yaml")[1]]


def test_the_example_is_right() -> None:
    settings, found = load.settings(SETTINGS.encode(), "aduan.yaml")
    assert found == []
    assert settings
    assert (settings.awalan, settings.tenggat.verifikasi, settings.tenggat.yellow) == ("SQS", 3, 75)
    assert settings.category("sampah", "menumpuk") == "Sampah dan kebersihan: Sampah menumpuk"
    assert settings.category("tiada") == "tiada"


def test_the_example_has_every_village_of_the_city() -> None:
    areas, found = load.areas(AREAS.encode(), "wilayah.yaml")
    assert found == []
    assert areas
    assert (len(areas.kecamatan), len(areas.codes())) == (8, 53)
    assert (areas.name("12.72.05.1007"), areas.name("12.72.03.1002")) == ("Sukamaju", "Martoba")


WRONG = [
    ("awalan: SQS ", "awalan: sqs ", "'sqs' is not a prefix"),
    ("  verifikasi: 3\n", "  verifikasi: tiga\n", "it is not a whole number"),
    ("  verifikasi: 3\n", "  verifikasi: 0\n", "0: Input should be greater than or equal to 1"),
    ("  verifikasi: 3\n", "", "`verifikasi` is missing"),
    ("  verifikasi: 3\n", "  verifikasii: 3\n", "'verifikasii' is not known here"),
    ("  kirim: 10/h", "  kirim: sering", "'sering' is not a rate"),
    ("pengawasan: inspektorat", "pengawasan: inspektora", "there is no unit `inspektora`"),
    ("    unit: dlh\n", "    unit: dhl\n", "there is no unit `dhl`"),
    ("    unit: dinkes\n", "    unit: inspektorat\n", "`inspektorat` is the unit of oversight"),
    ("ingatkan: [75, 90, 100]", "ingatkan: [90, 75]", "the shares are not in order"),
    ("ingatkan: [75, 90, 100]", "ingatkan: [75, 90, 101]", "101: Input should be less than or equal to 100"),
    ("foto_sesudah: true", "foto_sesudah: iya", "it is neither true nor false"),
    ("  lampu:\n", "  Lampu:\n", "'Lampu' is not an id"),
    ("  foto: 5\n", "  foto: 5\n  foto: 6\n", "duplicate key 'foto'"),
]


@pytest.mark.parametrize(("right", "wrong", "fault"), WRONG)
def test_each_fault_is_told_with_its_line(right: str, wrong: str, fault: str) -> None:
    assert right in SETTINGS
    changed = SETTINGS.replace(right, wrong, 1)
    found = faults(changed)
    assert any(fault in one for one in found), found
    line = int(re.match(r"aduan\.yaml:(\d+):", next(one for one in found if fault in one))[1])  # type: ignore[index]  # told
    where = changed[: changed.index(wrong)].count("\n") + 1 if wrong else 0
    assert not wrong or abs(line - where) <= 1, (line, where)


def test_too_short_a_range_is_told() -> None:
    text = SETTINGS.replace("uraian_paling_sedikit: 20", "uraian_paling_sedikit: 500").replace(
        "banyak: 5000", "banyak: 400"
    )
    assert any("not less than" in one for one in faults(text))


def test_all_faults_are_told_at_once_in_order() -> None:
    text = (
        SETTINGS.replace("awalan: SQS ", "awalan: sqs ")
        .replace("  kirim: 10/h", "  kirim: x")
        .replace("foto_mb: 5", "foto_mb: lima")
    )
    found = faults(text)
    assert len(found) == 3
    lines = [int(one.split(":")[1]) for one in found]
    assert lines == sorted(lines)


def test_a_near_word_is_suggested() -> None:
    assert any(
        "Did you mean `tenggat`?" in one for one in faults(SETTINGS.replace("\ntenggat:", "\ntengat:"))
    )
    assert any(
        "Did you mean `dlh`?" in one
        for one in faults(SETTINGS.replace("    unit: dlh\n", "    unit: dlhh\n"))
    )


def test_a_code_that_stands_twice_is_told() -> None:
    twice = AREAS.replace('"12.72.02.1001"', '"12.72.01.1001"')
    assert "already in Siantar Timur" in str(load.areas(twice.encode(), "wilayah.yaml")[1][0])
    assert load.areas(AREAS.replace('"12.72.01.1001"', '"1272011001"').encode(), "w")[1]


@given(st.binary(max_size=400))
def test_whatever_is_in_the_file_it_is_told_and_never_raised(content: bytes) -> None:
    found, told = load.settings(content, "aduan.yaml")
    assert found is None
    assert told
