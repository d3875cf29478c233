"""A complaint's clock: begun, stopped, begun anew; and moved when a holiday is added or taken away."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from opd import days
from opd.complaints import clocks, current
from opd.complaints.models import Assignment, Complaint, Outcome

FIELDS = ["clock_since", "clock_days", "paused_days", "stopped_on", "due", "round"]


def begin(complaint: Complaint, since: date, limit: int) -> None:
    """A new clock of ``limit`` working days."""
    complaint.paused_before += complaint.paused_days
    complaint.clock_since, complaint.paused_days, complaint.stopped_on = since, 0, None
    limited(complaint, limit)


def limited(complaint: Complaint, limit: int) -> None:
    """The clock that runs gets another limit, and reminds anew."""
    complaint.clock_days = limit
    complaint.round += 1
    complaint.due = complaint.clock.due(days.holidays())


def begin_again(complaint: Complaint, limit: int) -> None:
    """Opened again: another round."""
    today = timezone.localdate()
    complaint.opened_on, complaint.finished_at = today, None
    begin(complaint, today, limit)
    complaint.paused_before = 0


def stop(complaint: Complaint) -> None:
    if complaint.stopped_on is None:
        complaint.stopped_on = timezone.localdate()


def go_on(complaint: Complaint) -> None:
    holidays = days.holidays()
    clock = complaint.clock.resumed(timezone.localdate(), holidays)
    complaint.paused_days, complaint.stopped_on = clock.paused, None
    complaint.due = clock.due(holidays)


def finish(complaint: Complaint) -> None:
    """It is answered: how long this round took, and whether it was in time."""
    today, holidays = timezone.localdate(), days.holidays()
    if complaint.stopped_on:
        go_on(complaint)
    complaint.finished_at = timezone.now()
    paused = complaint.paused_before + complaint.paused_days
    opened_on = complaint.opened_on or complaint.received
    Outcome.objects.create(
        complaint=complaint,
        number=complaint.reopened,
        unit=complaint.unit,
        took=max(0, days.passed(opened_on, today, holidays) - paused),
        in_time=complaint.clock.used(today, holidays) <= complaint.clock_days,
    )


def light(complaint: Complaint, today: date, holidays: frozenset[date]) -> clocks.Light:
    if not complaint.runs:
        return clocks.Light(clocks.OFF, "Selesai" if complaint.finished_at else "Ditutup")
    return clocks.light(complaint.clock, today, holidays, current.settings().tenggat.yellow)


def renew(**_: object) -> None:
    """A holiday was added or taken away: the deadlines of what is open move."""
    holidays = days.holidays()
    for complaint in Complaint.objects.filter(finished_at=None, closed_at=None).iterator():
        due = complaint.clock.due(holidays)
        if due != complaint.due:
            Complaint.objects.filter(pk=complaint.pk).update(due=due)
            Assignment.objects.filter(complaint=complaint, until=None).update(due=due)
