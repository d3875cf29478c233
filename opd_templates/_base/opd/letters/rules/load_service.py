"""``layanan.yaml`` → rules of the service, or every fault of it at once."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from opd.letters.rules import numbering
from opd.letters.rules.checker import Checker
from opd.letters.rules.kinds import Files, Limits, Service
from opd.service.schema.faults import SchemaError, known_are, shown
from opd.service.schema.reading import read

DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
PAPERS = ("A4", "F4")
ENDINGS = ("pdf", "jpg", "png")
_LIMITS = {
    "draf_hari": "draft_days",
    "rt_rw_hari_kerja": "endorse_days",
    "perbaikan_hari": "completion_days",
    "diproses_hari": "open_days",
    "tidak_diambil_hari": "uncollected_days",
    "mulai_diperiksa_menit": "pickup_minutes",
    "antre_hari_kerja": "queue_days",
    "camat_menit": "camat_minutes",
}
_DEFAULTS = {"camat_menit": 420}
_SERVICE_KEYS = ("nomor", "kertas", "pemeriksa_bukan_penanda_tangan", "jam", "batas", "lampiran", "pemberitahuan",
                 "biaya", "pengaduan")  # fmt: skip


def service(content: bytes, name: str = "layanan.yaml") -> Service:
    """SchemaError with every fault."""
    check = Checker(read(content, name))
    if check.document.data is None:
        raise SchemaError(check.faults)
    check.keys((), _SERVICE_KEYS, [key for key in _SERVICE_KEYS if key != "kertas"])
    for group, keys in (("batas", _LIMITS), ("lampiran", ("paling_banyak", "paling_besar_mb", "jenis")),
                        ("pemberitahuan", ("versi", "teks"))):  # fmt: skip
        if check.at((group,)) is not None:
            check.keys((group,), keys, [key for key in keys if key not in _DEFAULTS])
    number = check.text(("nomor",), most=120)
    for fault in numbering.faults(number) if number else ():
        check.fault(("nomor",), fault)
    made = Service(
        number=number,
        paper=check.one_of(("kertas",), PAPERS, "A4"),
        separate=check.flag(("pemeriksa_bukan_penanda_tangan",), default=True),
        hours=_hours(check),
        limits=_limits(check),
        files=_files(check),
        notice_version=check.text(("pemberitahuan", "versi"), most=40),
        notice=check.text(("pemberitahuan", "teks"), most=4000),
        cost=check.text(("biaya",), most=120),
        complaints=check.text(("pengaduan",), most=300),
    )
    if check.faults:
        raise SchemaError(check.faults)
    return made


def _limits(check: Checker) -> Limits:
    found = {
        field: check.number(("batas", key), 1, 10_000, _DEFAULTS.get(key)) for key, field in _LIMITS.items()
    }
    return Limits(**found)


def _files(check: Checker) -> Files:
    kinds = check.items(("lampiran", "jenis"))
    for number, kind in enumerate(kinds):
        if kind not in ENDINGS:
            check.fault(
                ("lampiran", "jenis", number),
                f"{shown(kind)} is not known here",
                known_are(str(kind), ENDINGS),
            )
    if kinds == [] and check.at(("lampiran", "jenis")) == []:
        check.fault(("lampiran",), "`jenis` names no kind of file", key=True)
    return Files(
        check.number(("lampiran", "paling_banyak"), 1, 20, 6),
        check.number(("lampiran", "paling_besar_mb"), 1, 20, 2),
        tuple(str(kind) for kind in kinds),
    )


def _hours(check: Checker) -> dict[int, tuple[time, time]]:
    check.keys(("jam",), DAYS)
    found: dict[int, tuple[time, time]] = {}
    for day, text in (check.at(("jam",)) or {}).items() if isinstance(check.at(("jam",)), dict) else ():
        span = _span(text)
        if span is None:
            check.fault(("jam", day), f"{shown(text)} is no span of time", 'Write "08.00-15.00".')
        elif day in DAYS:
            found[DAYS.index(day)] = span
    if not found:
        check.fault(("jam",), "the office never opens", key=True)
    return found


def _span(text: Any) -> tuple[time, time] | None:
    found = re.fullmatch(r"([01]\d|2[0-3])\.([0-5]\d)-([01]\d|2[0-3])\.([0-5]\d)", str(text))
    if not found:
        return None
    first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    return (first, last) if first < last else None
