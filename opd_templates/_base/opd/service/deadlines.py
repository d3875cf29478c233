"""Until when a record is to be done, in working days, and the colour that says how near that is.

The clock begins on the day after the record came, stands still in states with ``jeda``, and ends with ``akhir``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from math import ceil

from django.utils import timezone

from opd import days
from opd.service import current
from opd.service.models import Record
from opd.service.schema import Kind


@dataclass(frozen=True, slots=True)
class Light:
    """``color`` is a word for the style sheet; ``text`` says the same to who sees no colour."""

    color: str
    text: str


def start(record: Record, kind: Kind, holidays: Collection[date]) -> None:
    """Set ``warn_on`` and ``due``; nothing where the kind has no deadline."""
    if kind.tenggat is None:
        record.warn_on = record.due = None
        return
    total, extra = kind.tenggat.hari, record.paused_days + record.extended_days
    record.due = days.deadline(record.received, total + extra, holidays)
    record.warn_on = days.deadline(record.received, ceil(total * kind.tenggat.kuning / 100) + extra, holidays)


def moved(record: Record, kind: Kind, before: str, holidays: Collection[date]) -> None:
    """The record went from ``before`` to its present state: the clock stands still, goes on, ends or begins again."""
    today, state = timezone.localdate(), kind.status[record.state]
    was_paused = before in kind.status and kind.status[before].jeda
    if was_paused and record.paused_since and not state.jeda:
        record.paused_days += days.passed(record.paused_since, today, holidays)
        record.paused_since = None
        start(record, kind, holidays)
    elif state.jeda and not was_paused:
        record.paused_since = today
    if state.akhir and record.closed_at is None:
        record.closed_at = timezone.now()
        record.took = max(0, days.passed(record.received, today, holidays) - record.paused_days)
    elif not state.akhir:
        record.closed_at = record.took = None


def light(record: Record, today: date) -> Light:
    if record.closed_at or record.due is None:
        return Light("padam", "Selesai" if record.closed_at else "")
    if record.paused_since:
        return Light("jeda", "Menunggu pemohon")
    if today > record.due:
        return Light("merah", "Terlambat")
    if record.warn_on and today >= record.warn_on:
        return Light("kuning", "Mendekati tenggat")
    return Light("hijau", "Sesuai tenggat")


def renew(**_: object) -> None:
    """A holiday was added or taken away: the deadlines of what is open move."""
    holidays = days.holidays()
    for record in Record.objects.filter(closed_at=None).exclude(due=None).iterator():
        if record.kind in current.schema().jenis:
            start(record, current.kind(record.kind), holidays)
            record.save(update_fields=["warn_on", "due"])
