"""``antrian.yaml``: each rule has a file that breaks it, and the fault has its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from opd.queue.loading import load
from opd.service.schema.faults import SchemaError

SHIPPED = Path(__file__).parents[4] / "queue" / "{{cookiecutter.opd}}" / "antrian.yaml"
SMALL = """\
versi: 1
pemberitahuan: {versi: 2026-01, teks: Nama dipakai untuk antrian ini saja.}
batas:
  panggil: 3
poli:
  A:
    nama: Umum
    rujuk: [B]
    jadwal:
      - {hari: [senin], jam: "08.00-12.00", kuota: 10}
  B:
    nama: Gigi
    jadwal:
      - {hari: [senin], jam: "08.00-12.00", kuota: 10}
  U:
    nama: UGD
    antre: false
"""


def faults(text: str) -> list[str]:
    with pytest.raises(SchemaError) as refused:
        load(text.encode())
    return [
        f"{one.place.removeprefix('antrian.yaml:')} {one.path}: {one.fault}" for one in refused.value.faults
    ]


def test_what_is_shipped_and_what_is_small_is_right() -> None:
    assert set(load(SHIPPED.read_bytes()).queues) == set("ABCDEFGILT")
    assert load(SMALL.encode()).batas.pesan_hari == 7


BROKEN = [
    ("panggil: 3", "panggil: 0", "4:12 batas.panggil: 0 is refused"),
    ("panggil: 3", "panggil: tiga", "4:12 batas.panggil: 'tiga' is not a whole number"),
    ("panggil: 3", "pangil: 3", "4:3 batas.pangil: unknown key 'pangil'"),
    ("rujuk: [B]", "rujuk: [A]", "8:13 poli.A.rujuk[0]: 'A' is no other room with numbers"),
    ("rujuk: [B]", "rujuk: [U]", "8:13 poli.A.rujuk[0]: 'U' is no other room with numbers"),
    ("rujuk: [B]", "rujuk: B", "8:12 poli.A.rujuk: 'B' is not a list: write [a, b]"),
    ("  A:\n", "  AB:\n", "6:3 poli.AB: 'AB' is no letter"),
    ("  A:\n", "  a:\n", "6:3 poli.a: 'a' is no letter"),
    ("  B:\n", "  A:\n", "11:3 poli.A: duplicate key 'A'"),
    ("    antre: false", "    antre: true", "15:3 poli.U: `jadwal` is missing"),
    (
        "    nama: UGD",
        "    nama: UGD\n    jadwal: [{hari: [senin], jam: 08.00-09.00, kuota: 1}]",
        "17:5 poli.U.jadwal: a room without numbers has no schedule",
    ),
    ("hari: [senin]", "hari: [Senin]", "10:17 poli.A.jadwal[0].hari[0]: 'Senin' is no day"),
    ("hari: [senin]", "hari: []", "10:16 poli.A.jadwal[0].hari: a list is refused"),
    ('jam: "08.00-12.00"', 'jam: "8-12"', "10:30 poli.A.jadwal[0].jam: '8-12' is no span of time"),
    ('jam: "08.00-12.00"', 'jam: "12.00-08.00"', "10:30 poli.A.jadwal[0].jam: '12.00-08.00' ends before it begins"),
    ('jam: "08.00-12.00"', 'jam: "24.00-25.00"', "10:30 poli.A.jadwal[0].jam: '24.00-25.00' is no span of time"),
    (", kuota: 10", "", "10:9 poli.A.jadwal[0]: `kuota` is missing"),
    ("kuota: 10", "kuota: 0", "10:52 poli.A.jadwal[0].kuota: 0 is refused"),
    ("    nama: Gigi\n", "", "11:3 poli.B: `nama` is missing"),
    ("versi: 1\n", "versi: 2\n", "1:8 versi: 2 is refused"),
    ("teks: Nama dipakai untuk antrian ini saja.", "teks: x", "2:39 pemberitahuan.teks: 'x' is refused"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "fault"), BROKEN)
def test_a_fault_has_its_place(old: str, new: str, fault: str) -> None:
    assert old in SMALL
    assert fault in faults(SMALL.replace(old, new, 1))


def test_sessions_of_a_day_do_not_overlap() -> None:
    first = '      - {hari: [senin], jam: "08.00-12.00", kuota: 10}\n'
    twice = SMALL.replace(
        first, f'{first}      - {{hari: [selasa, senin], jam: "11.59-13.00", kuota: 1}}\n', 1
    )
    assert faults(twice) == ["11:38 poli.A.jadwal[1].jam: 11.59-13.00 overlaps 08.00-12.00"]
    load(twice.replace("11.59", "12.00").encode())
    load(twice.replace("[selasa, senin]", "[selasa]").encode())


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = (
        SMALL.replace("panggil: 3", "panggil: 0")
        .replace("nama: Umum", "nama: ''")
        .replace("nama: UGD", "nma: UGD")
    )
    found = faults(text)
    assert [one.partition(":")[0] for one in found] == ["4", "7", "15", "16"]


def test_no_room_with_numbers() -> None:
    text = SMALL[: SMALL.index("  A:\n")] + SMALL[SMALL.index("  U:\n") :]
    assert faults(text) == ["5:1 poli: no room gives numbers"]


@given(some.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        load(text.encode("utf-8", "surrogatepass"))
    except SchemaError as refused:
        assert refused.faults
