# ruff: noqa: E501  # columns are told: a line of YAML stays one
"""Each rule of a schema has an input that breaks it: place, fault and remedy are told, all at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from schemas import BROKEN, EXAMPLES, VALID

from opd.service.schema import Schema, SchemaError, load
from opd.service.schema.reading import read
from opd.service.schema.rules import RULES


@pytest.mark.parametrize(
    ("old", "new", "place", "fault", "remedy"), BROKEN, ids=[row[3] + row[1][:12] for row in BROKEN]
)
def test_each_rule_tells_place_fault_and_remedy(
    old: str, new: str, place: str, fault: str, remedy: str
) -> None:
    assert VALID.count(old) >= 1
    with pytest.raises(SchemaError) as raised:
        load(VALID.replace(old, new, 1).encode())
    said = [one for one in raised.value.faults if one.place == f"skema.yaml:{place}" and fault in one.fault]
    assert said, str(raised.value)
    assert remedy in said[0].remedy, said[0]


def test_the_valid_one_is_valid() -> None:
    assert isinstance(load(VALID.encode()), Schema)


def test_who_acts_may_look() -> None:
    text = VALID.replace("  petugas: Memeriksa", "  petugas: Memeriksa\n  tamu: Bertindak")
    with pytest.raises(SchemaError, match="'tamu' is not in `lihat`"):
        load(text.replace("oleh: [petugas], isi", "oleh: [tamu], isi").encode())


def test_a_state_that_leads_to_itself_alone_is_no_way_out() -> None:
    text = VALID.replace("ada: {nama: Ada, akhir: true}", "ada: {nama: Ada}").replace(
        "    awal: ada\n",
        "    awal: ada\n    langkah:\n      catat: {nama: Catat, dari: [ada], ke: ada, oleh: [petugas]}\n",
    )
    with pytest.raises(SchemaError, match="records stay in 'ada' for good"):
        load(text.encode())


def test_a_state_that_only_the_applicant_leaves_waits_for_them() -> None:
    text = VALID.replace("ke: selesai, oleh: [petugas]", "ke: selesai, oleh: [pemohon]")
    load(text.encode())  # the staff still refuses
    text = text.replace("ke: tolak, oleh: [petugas]", "ke: tolak, oleh: [pemohon]")
    with pytest.raises(SchemaError, match="`tenggat` is missing: 'masuk' waits for the applicant"):
        load(text.encode())


def test_a_state_that_only_waiting_leads_to_is_reached() -> None:
    waits = "masuk: {nama: Masuk, jeda: true, tenggat: {hari: 5, ke: lewat}}\n      lewat: {nama: Lewat, akhir: true}"
    schema = load(VALID.replace("masuk: {nama: Masuk}", waits).encode())
    assert schema.jenis["pinjam"].status["masuk"].tenggat.ke == "lewat"


def test_without_personal_data_a_state_may_wait_for_good() -> None:
    text = VALID.replace("nik: {label: NIK, tipe: nik, wajib", "nik: {label: NIK, tipe: teks, wajib")
    load(text.replace("masuk: {nama: Masuk}", "masuk: {nama: Masuk, jeda: true}").encode())


def test_no_deadline_is_extended_where_there_is_none() -> None:
    text = VALID.replace(
        "    awal: ada\n",
        "    awal: ada\n    langkah:\n      tunda: {nama: Tunda, dari: [ada], ke: ada, oleh: [petugas], alasan: true, tambah_hari: 2}\n",
    )
    with pytest.raises(SchemaError, match="there is no deadline to move"):
        load(text.encode())


def test_a_reversal_kind_is_not_changed_by_moves() -> None:
    text = VALID.replace(
        "    awal: masuk\n",
        "    awal: masuk\n    koreksi: balik\n    koreksi_oleh: [petugas]\n    jumlahkan: [banyak]\n",
    ).replace("      cara:", "      banyak: {label: Banyak, tipe: angka}\n      cara:")
    load(text.encode())
    with pytest.raises(SchemaError, match="`banyak` would be changed"):
        load(text.replace("isi: [catatan]", "isi: [banyak]").encode())


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = (
        VALID.replace("awal: ada", "awal: x")
        .replace("ke: selesai", "ke: y")
        .replace("surat: kabar", "surat: z")
    )
    with pytest.raises(SchemaError) as raised:
        load(text.encode())
    lines = [int(fault.place.split(":")[1]) for fault in raised.value.faults]
    assert lines == sorted(lines)
    assert {18, 38, 39} <= set(lines)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_valid(file: Path) -> None:
    assert load(file.read_bytes(), file.name).jenis


def test_there_are_three_examples_and_a_minimal_one() -> None:
    assert [file.stem for file in EXAMPLES] == ["izin", "minimal", "parkir", "pelatihan"]


def test_the_readmes_example_is_valid() -> None:
    readme = EXAMPLES[0].parents[1] / "{{cookiecutter.opd}}" / "README.md"
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", readme.read_text(), re.MULTILINE | re.DOTALL)
    assert set(load(example.encode()).jenis) == {"pinjam"}


def test_each_rule_is_broken_by_some_row() -> None:
    """A rule without an input that breaks it is not a rule."""
    broken = set()
    for old, new, *_ in BROKEN:
        try:
            schema = Schema.model_validate(read(VALID.replace(old, new, 1).encode(), "x").data)
        except ValueError:
            continue
        broken |= {rule.__name__ for rule in RULES if list(rule(schema))}
    assert broken == {rule.__name__ for rule in RULES}


@given(some.binary(max_size=400) | some.text(max_size=400).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_no_bytes_make_the_reader_fall(content: bytes) -> None:
    with pytest.raises(SchemaError):
        load(content)


@given(some.integers(0, len(VALID) - 1), some.text(max_size=6), some.integers(0, 12))
@settings(max_examples=300, deadline=None)
def test_a_damaged_schema_is_valid_or_told(at: int, put: str, cut: int) -> None:
    try:
        load((VALID[:at] + put + VALID[at + cut :]).encode())
    except SchemaError as error:
        assert all(fault.place.startswith("skema.yaml") and fault.fault for fault in error.faults)


def test_aliases_that_grow_are_refused() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{n}: &{n} [*{p},*{p},*{p},*{p},*{p},*{p},*{p},*{p}]\n"
        for p, n in zip("abcdef", "bcdefg", strict=True)
    )
    with pytest.raises(SchemaError, match="unfold"):
        load(bomb.encode())


def test_tags_run_nothing() -> None:
    with pytest.raises(SchemaError, match="tag"):
        load(VALID.replace("kode: UJI", "kode: !!python/object/apply:os.system [id]").encode())
