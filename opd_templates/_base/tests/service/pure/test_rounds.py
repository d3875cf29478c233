"""All faults of a schema come in one round: one of its form hides none between its parts, and brings none along."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from schemas import BROKEN, EXAMPLES, VALID

from opd.service.schema import Fault, SchemaError, load
from opd.service.schema.faults import Path, path_text
from opd.service.schema.load import judged
from opd.service.schema.mending import keys_at, validated
from opd.service.schema.reading import Document, read

DATA: dict[str, Any] = read(VALID.encode(), "x").data
NAMED = {(name,) for name in ("peran", "jenis", "isian", "pilihan", "status", "langkah", "surat")}
IZIN: dict[str, Any] = read(EXAMPLES[0].read_bytes(), "x").data


def faults(text: str) -> list[Fault]:
    try:
        load(text.encode())
    except SchemaError as error:
        return list(error.faults)
    return []


def told(data: Any) -> list[Fault]:
    """The same of what a file holds: places are not known then, paths are."""
    return judged(Document("x", data))[1]


def paths(data: Any, path: Path = ()) -> Iterator[Path]:
    """Of every value within."""
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in steps:
        yield (*path, step)
        yield from paths(value, (*path, step))


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def renamed(data: Any, path: Path, name: str) -> Any:
    """The same with another key at ``path``, in its place."""
    changed = copy.deepcopy(data)
    around = at(changed, path[:-1])
    new = {name if key == path[-1] else key: value for key, value in around.items()}
    around.clear()
    around.update(new)
    return changed


def is_form(old: str, new: str) -> bool:
    return validated(read(VALID.replace(old, new, 1).encode(), "x").data)[0] is None


BETWEEN = [row for row in BROKEN if not is_form(row[0], row[1])]
FORM = [row for row in BROKEN if is_form(row[0], row[1])]
SECTION_KEYS = [path for path in paths(DATA) if path[-2:-1] not in NAMED and path[-1] in keys_at(path[:-1])]
NAMES = [path for path in paths(DATA) if path[-2:-1] in NAMED and isinstance(path[-1], str)]


@pytest.mark.parametrize(
    "slip", [("kode: UJI", "kode: [a]"), ("nama: Peminjaman", "nama: 5"), ("Berikan", "''")]
)
@pytest.mark.parametrize(("old", "new", "place", "fault", "remedy"), BETWEEN, ids=[row[3] for row in BETWEEN])
def test_a_fault_of_form_hides_none_between_the_parts(
    slip: tuple[str, str], old: str, new: str, place: str, fault: str, remedy: str
) -> None:
    text = VALID.replace(old, new, 1)
    alone, both = faults(text), faults(text.replace(*slip, 1))
    shifted = (
        place.startswith(("38:", "40:")) and slip[0] == "Berikan"
    )  # the slip stands before it in its line
    said = [one for one in both if fault in one.fault and (shifted or one.place == f"skema.yaml:{place}")]
    assert said, both
    assert len(both) == len(alone) + 1, both


@pytest.mark.parametrize(
    ("old", "new", "place", "fault", "remedy"), FORM, ids=[row[3] + row[1][:9] for row in FORM]
)
def test_a_fault_of_form_brings_no_other_along(
    old: str, new: str, place: str, fault: str, remedy: str
) -> None:
    (said,) = faults(VALID.replace(old, new, 1))
    assert said.place == f"skema.yaml:{place}"


@pytest.mark.parametrize("data", [DATA, IZIN], ids=["valid", "izin"])
def test_a_value_of_the_wrong_kind_is_told_once_and_alone(data: dict[str, Any]) -> None:
    """Wherever it stands."""
    for path in paths(data):
        changed = copy.deepcopy(data)
        at(changed, path[:-1])[path[-1]] = 5.5 if isinstance(at(data, path), dict | list) else [{"x": 5}]
        said = told(changed)
        assert [one.path for one in said] == [path_text(path)], (path, said)


@pytest.mark.parametrize("path", SECTION_KEYS, ids=path_text)
def test_a_misspelt_key_is_told_once_and_alone(path: Path) -> None:
    (said,) = told(renamed(DATA, path, f"{path[-1]}x"))
    assert said.fault == f"unknown key '{path[-1]}x'"
    assert said.remedy == f"Did you mean `{path[-1]}`?"


@pytest.mark.parametrize("path", NAMES, ids=path_text)
@pytest.mark.parametrize("odd", [str.upper, lambda name: f"{name}!"], ids=["upper", "mark"])
def test_a_name_that_cannot_be_is_told_once_and_alone(path: Path, odd: Any) -> None:
    name = odd(path[-1])
    (said,) = told(renamed(DATA, path, name))
    assert said.path == path_text((*path[:-1], name))


def test_within_an_odd_name_all_the_rest_is_judged() -> None:
    text = VALID.replace("  pinjam:\n", "  Pinjam:\n").replace("awal: masuk", "awal: masok")
    odd, state = faults(text)
    assert (odd.place, odd.fault) == ("skema.yaml:21:3", "'Pinjam' is not an id")
    assert (state.place, state.path) == ("skema.yaml:36:11", "jenis.Pinjam.awal")
    assert state.fault == "'masok' is not a state"


def test_what_refers_to_an_odd_name_is_not_blamed() -> None:
    text = VALID.replace("      nik: {label", "      Nomor-KTP: {label").replace(
        "Untuk {nik}.", "Untuk {nomor_ktp}."
    )
    assert [one.fault for one in faults(text)] == ["'Nomor-KTP' is not an id"]
    text = VALID.replace("      nik: {label", "      123: {label")  # no name at all can be made of it
    assert len(faults(text)) == 1


def test_a_misspelt_name_is_told_where_it_is_used_alone() -> None:
    """The one that is meant is not said to be unused."""
    for old, new in (
        ("ke: selesai", "ke: selsai"),
        ("dari: [masuk], ke: selesai", "dari: [msk], ke: selesai"),
        ("awal: masuk", "awal: masok"),
        ("oleh: [petugas], isi: [catatan]", "oleh: [petuga], isi: [catatan]"),
    ):
        assert len(faults(VALID.replace(old, new, 1))) == 1, (old, faults(VALID.replace(old, new, 1)))


def test_of_two_that_are_written_twice_neither_is_judged() -> None:
    text = VALID.replace("awal: masuk", "awal: masuk\n    awal: lain")
    assert [one.fault for one in faults(text)] == ["duplicate key 'awal'"]


def test_many_faults_of_all_sorts_come_at_once() -> None:
    text = VALID
    for old, new in (
        ("kode: UJI", "kode: 5"),
        ("{judul_buku}", "{judul}"),
        ("hari: 3", "hari: tiga"),
        ("wajib: true, cari: true", "wajib: ya, cari: true"),
        ("rujuk: buku", "rujuk: buka"),
        ("{antar: Diantar, ambil: Diambil}", "{antar: Diantar}"),
        ("ke: selesai", "ke: usai"),
        ("isi: [catatan]", "isi: [catat]"),
        ("Untuk {nik}.", "Untuk {nama}."),
        ("    lihat: [petugas]\n    buka", "    lihatt: [petugas]\n    buka"),
        (", pengaduan: Di loket", ""),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    seen = [(int(one.place.split(":")[1]), one.fault) for one in faults(text)]
    assert seen == [
        (2, "5 is not text"),
        (11, "`{judul}` is not a field"),
        (26, "'tiga' is not a whole number"),
        (28, "'ya' is not true or false"),
        (29, "'buka' is not a kind of record"),
        (30, "there is nothing to choose from"),
        (38, "'usai' is not a state"),
        (38, "'catat' is not a field"),
        (41, "`{nama}` is not known"),
        (42, "unknown key 'lihatt'"),
        (44, "`pengaduan` is missing"),
    ]
