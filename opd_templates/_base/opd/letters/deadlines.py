"""Until when somebody is to act: RT and RW within working days, kelurahan and camat within minutes of office hours.

Every deadline follows from the request's state and the moment it came there, so that a new holiday moves it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from math import ceil

from django.utils import timezone

from opd import days
from opd.letters import current
from opd.letters.models import Application
from opd.letters.rules import clock, flow

WARN = 0.75


@dataclass(frozen=True, slots=True)
class Light:
    """``color`` is a word for the style sheet; ``text`` says the same to who sees no colour."""

    color: str
    text: str


def start(application: Application, holidays: Collection[date]) -> None:
    """Set ``warn`` and ``due`` for the state that it is in; nothing where nobody's clock runs."""
    rules, kind = current.service(), current.kind(application.kind)
    moved = timezone.localtime(application.moved_at)
    application.warn = application.due = None
    if application.state in (flow.RT, flow.RW):
        last = days.deadline(moved.date(), rules.limits.endorse_days, holidays)
        application.due = datetime.combine(last, time(23, 59), tzinfo=moved.tzinfo)
        return
    if application.state == "diajukan":
        begin, minutes = _queued(application, moved, holidays), rules.limits.pickup_minutes
    elif application.state == flow.CAMAT:
        begin, minutes = moved, rules.limits.camat_minutes
    elif application.state in flow.OFFICE and application.taken_at:
        begin, minutes = timezone.localtime(application.taken_at), kind.minutes
    else:
        return
    application.due = clock.due(begin, minutes, rules.hours, holidays)
    application.warn = clock.due(begin, ceil(minutes * WARN), rules.hours, holidays)


def _queued(application: Application, moved: datetime, holidays: Collection[date]) -> datetime:
    """What is queued for a later day begins to wait when the office opens on it."""
    day = application.queue_day
    opened = clock.span(day, current.service().hours, holidays, moved.tzinfo) if day else None
    return max(moved, opened[0]) if opened else moved


def took(application: Application, until: datetime) -> int | None:
    """Minutes of office hours since somebody began to check it."""
    if application.taken_at is None:
        return None
    since = timezone.localtime(application.taken_at)
    return clock.passed(since, timezone.localtime(until), current.service().hours, days.holidays())


def light(application: Application, now: datetime) -> Light:
    if application.closed_at or application.due is None:
        return Light("padam", "")
    if now > application.due:
        return Light("merah", "Terlambat")
    if application.warn and now >= application.warn:
        return Light("kuning", "Mendekati tenggat")
    return Light("hijau", "Sesuai tenggat")


def renew(**_: object) -> None:
    """A holiday was added or taken away: the deadlines of what is open move."""
    holidays = days.holidays()
    for application in Application.objects.filter(closed_at=None).exclude(due=None).iterator():
        if application.kind in current.types():
            start(application, holidays)
            application.save(update_fields=["warn", "due"])
