"""Numbers without a gap: each is given in the transaction that keeps what it is for, and goes back with it."""

from __future__ import annotations

from datetime import date

from django.db import connection

NEXT = """
INSERT INTO letters_counter (series, last) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET last = letters_counter.last + 1 RETURNING last
"""
WITHIN = """
INSERT INTO letters_counter (series, last) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET last = letters_counter.last + 1 WHERE letters_counter.last < %s RETURNING last
"""


def letter(office: str, year: int) -> int:
    """The next letter's number of a kelurahan in a year. Others who want one wait until this transaction ends."""
    return _asked(NEXT, [f"surat {office} {year}"]) or 0


def queue(office: str, day: date) -> int:
    return _asked(NEXT, [f"antrean {office} {day}"]) or 0


def quota(office: str, kind: str, day: date, most: int | None) -> int | None:
    """One place more of a type on a day; None where all ``most`` are taken."""
    series = f"kuota {office} {kind} {day}"
    return _asked(NEXT, [series]) if most is None else _asked(WITHIN, [series, most])


def _asked(statement: str, values: list[object]) -> int | None:
    """RuntimeError outside of a transaction: a number would be lost with whatever fails afterwards."""
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given within a transaction")
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return int(row[0]) if row else None
