"""The series whose numbers have no gap: letters of a year, the queue of a day, a type's places on a day."""

from __future__ import annotations

from datetime import date

from opd import counting
from opd.letters.models import Counter


def letter(office: str, year: int) -> int:
    """The next letter's number of a kelurahan in a year. Others who want one wait until this transaction ends."""
    return counting.following(Counter, series=f"surat {office} {year}")


def queue(office: str, day: date) -> int:
    return counting.following(Counter, series=f"antrean {office} {day}")


def quota(office: str, kind: str, day: date, most: int | None) -> int | None:
    """One place more of a type on a day; None where all ``most`` are taken."""
    series = f"kuota {office} {kind} {day}"
    if most is None:
        return counting.following(Counter, series=series)
    return counting.within(most, Counter, series=series)
