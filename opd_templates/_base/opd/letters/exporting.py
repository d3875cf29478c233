"""The register as a table for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from opd.letters import current
from opd.letters.models import Letter

HEAD = (
    "urut",
    "nomor",
    "tanggal",
    "jenis",
    "pemohon",
    "penanda_tangan",
    "jabatan",
    "berlaku_sampai",
    "keadaan",
)
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    def write(self, line: str) -> str:
        return line


def rows(letters: Iterable[Letter], today: date, *, full: bool) -> Iterator[str]:
    """Initials stand for names, unless ``full``; and always where a letter tells of a person's means."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow(HEAD))
    for letter in letters:
        told = (
            letter.count,
            letter.number,
            letter.day.isoformat(),
            letter.title,
            applicant(letter, full=full),
            letter.signer_name,
            letter.signer_title,
            letter.valid_until.isoformat() if letter.valid_until else "",
            standing(letter, today)[1],
        )
        yield str(writer.writerow(cell(one) for one in told))


def applicant(letter: Letter, *, full: bool) -> str:
    kind = current.types().get(letter.kind)
    hidden = not full or kind is None or kind.specific
    return letter.initials if hidden else letter.application.name or letter.initials


def standing(letter: Letter, today: date) -> tuple[str, str]:
    """Whether a letter counts: a word for the style sheet, and one for people."""
    if letter.voided_at:
        return "merah", "Dicabut"
    if letter.valid_until and today > letter.valid_until:
        return "kuning", "Kedaluwarsa"
    return "hijau", "Berlaku"


def cell(value: Any) -> Any:
    """CSV injection (CWE-1236): text that a spreadsheet would run gets an apostrophe."""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_STARTS_FORMULA) else value
