"""Letter types and rules of the service, once their files have no fault. Times are minutes or days, as named."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

FIELD_KINDS = ("teks", "teks_panjang", "angka", "uang", "tanggal", "pilihan")
UNITS = ("hari", "bulan", "tahun")
STOPS = ("rt", "rw", "camat")
"""Who else has a say beside the kelurahan, in the order in which they are asked."""
COMMON = ("nama", "nik", "kk", "alamat", "rt", "rw", "telepon")
"""What every applicant is asked for (§4.4: common fields)."""
WORDS = ("nomor", "tanggal", "berlaku_sampai", "kelurahan", "kota", "penandatangan", "jabatan")
"""What a letter's text may name beside answers."""


@dataclass(frozen=True, slots=True)
class Field:
    """``least`` and ``most`` are letters of texts, and values of numbers and money (whole rupiah)."""

    code: str
    label: str
    kind: str = "teks"
    required: bool = True
    help: str = ""
    least: int | None = None
    most: int | None = None
    pattern: str = ""
    example: str = ""
    choices: Mapping[str, str] | None = None
    when: str = ""
    """Of a date: ``lampau`` (not after today), ``mendatang`` (not before), or empty."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A paper that is handed in as a file."""

    code: str
    label: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a letter: codes of fields."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterType:
    """``code`` is printed and may be another type's too; ``slug`` (the file's name) alone tells types apart.
    ``holds``: what specific data it is, as the notice says it."""

    slug: str
    code: str
    name: str
    title: str
    summary: str
    valid: tuple[int, str] | None
    from_home: bool
    qr: bool
    specific: bool
    holds: str
    minutes: int
    quota: int
    route: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    fields: Mapping[str, Field]
    body: tuple[str | Table, ...]

    def label(self, code: str) -> str:
        return self.fields[code].label if code in self.fields else COMMON_LABELS[code]


COMMON_LABELS = {
    "nama": "Nama",
    "nik": "NIK",
    "kk": "Nomor Kartu Keluarga",
    "alamat": "Alamat",
    "rt": "RT",
    "rw": "RW",
    "telepon": "Nomor telepon seluler",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long something may wait. ``pickup_minutes`` and ``camat_minutes`` are minutes of office hours,
    ``endorse_days`` and ``queue_days`` working days, the others days."""

    draft_days: int
    endorse_days: int
    completion_days: int
    open_days: int
    uncollected_days: int
    pickup_minutes: int
    queue_days: int
    camat_minutes: int


@dataclass(frozen=True, slots=True)
class Files:
    most: int
    megabytes: int
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """``hours``: weekday (0 is Monday) → opening and closing time."""

    number: str
    paper: str
    separate: bool
    hours: Mapping[int, tuple[time, time]]
    limits: Limits
    files: Files
    notice_version: str
    notice: str
    cost: str
    complaints: str


def valid_until(valid: tuple[int, str] | None, day: date) -> date | None:
    """The last day on which a letter of ``day`` counts; None where it never ends. A month after the 31st ends with the
    shorter month."""
    if valid is None:
        return None
    count, unit = valid
    if unit == "hari":
        return day + timedelta(days=count)
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "tahun" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
