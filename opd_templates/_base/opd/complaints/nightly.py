"""The night's work (``opd.nightly``): whom a deadline concerns is told, and what nobody goes on with ends by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from opd import days, retention
from opd.complaints import clocks, current, moving, states
from opd.complaints.models import Assignment, Complaint, Warned
from opd.complaints.sp4n import handing, telling

SILENT = "kominfo"
"""The level at which an office that says nothing is rung up by the coordinator."""
CLOSED_WHY = "Ditutup otomatis: tidak ada keberatan dalam {days} hari kerja setelah laporan diselesaikan."
UNANSWERED_WHY = (
    "Ditutup otomatis: data tambahan tidak dikirim dalam {days} hari kerja. Silakan kirim laporan baru."
)


def register() -> None:
    retention.ends("laporan lanjut setelah ditunda")(go_on)
    retention.ends("laporan selesai ditutup")(close_done)
    retention.ends("laporan tanpa data ditutup")(close_unanswered)
    retention.ends("peringatan tenggat")(warn)
    retention.ends("dikirim ke SP4N-LAPOR!")(handing.nightly)
    retention.ends("kabar ke SP4N-LAPOR!")(telling.nightly)


def warn(now: datetime) -> int:
    """Reminders at each share of a clock, the coordinator's call after days of silence, the leader's after the last
    day. How many were new."""
    today, holidays = timezone.localdate(now), days.holidays()
    running = Complaint.objects.filter(finished_at=None, closed_at=None)
    found = [one for complaint in running.iterator() for one in _warnings(complaint, today, holidays)]
    before = Warned.objects.count()
    Warned.objects.bulk_create(found, ignore_conflicts=True)
    return Warned.objects.count() - before


def _warnings(complaint: Complaint, today: date, holidays: Collection[date]) -> Iterator[Warned]:
    limits = current.settings().tenggat
    doer = _doer(complaint)
    for level in clocks.levels(complaint.clock, today, holidays, limits.ingatkan):
        yield _warned(complaint, level, doer)
        if level == clocks.LATE:
            yield _warned(complaint, level, states.LEADER)
            if doer != states.COORDINATOR:
                yield _warned(complaint, level, states.COORDINATOR)
    held = Assignment.objects.filter(complaint=complaint, until=None, answered_on=None).first()
    if held is None or complaint.stopped_on:
        return
    since = max(held.since, complaint.state_since)  # after a pause it has as long again
    if clocks.is_silent(since, today, limits.eskalasi, holidays):
        yield _warned(complaint, SILENT, states.COORDINATOR)


def _doer(complaint: Complaint) -> str:
    if complaint.klass == states.OVERSEEN:
        return states.OVERSIGHT
    return states.LIAISON if complaint.unit else states.COORDINATOR


def _warned(complaint: Complaint, level: str, role: str) -> Warned:
    return Warned(complaint=complaint, round=complaint.round, level=level, role=role, unit=complaint.unit)


def go_on(now: datetime) -> int:
    """What was postponed until a day goes on after it."""
    today = timezone.localdate(now)
    return _each(
        Complaint.objects.filter(state=states.POSTPONED, postponed_until__lt=today), "lanjutkan", None
    )


def close_done(now: datetime) -> int:
    """What was answered, and nobody reopened."""
    limit = current.settings().tenggat.tutup
    return _each(_older(states.DONE, limit, now), "tutup", CLOSED_WHY.format(days=limit))


def close_unanswered(now: datetime) -> int:
    limit = current.settings().tenggat.minta_data
    return _each(_older(states.ASKED, limit, now), "tutup-tanpa-data", UNANSWERED_WHY.format(days=limit))


def last_day(complaint: Complaint, holidays: Collection[date]) -> date | None:
    """Until when the reporter may act, where somebody waits for that."""
    limits = current.settings().tenggat
    waits = {states.DONE: limits.tutup, states.ASKED: limits.minta_data}.get(complaint.state)
    return days.deadline(complaint.state_since, waits, holidays) if waits else None


def _older(state: str, limit: int, now: datetime) -> list[Complaint]:
    today, holidays = timezone.localdate(now), days.holidays()
    waiting = Complaint.objects.filter(state=state, state_since__lt=today)
    return [one for one in waiting if days.deadline(one.state_since, limit, holidays) < today]


def _each(found: QuerySet[Complaint] | list[Complaint], code: str, why: str | None) -> int:
    """One transaction each; what somebody led on meanwhile is let alone."""
    done = 0
    for complaint in list(found):
        with transaction.atomic():
            fresh = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
            if (fresh.state, fresh.state_since) == (complaint.state, complaint.state_since):
                given = {"alasan": why} if why else {}
                moving.move(fresh, code, states.SYSTEM, frozenset({states.SYSTEM}), given)
                done += 1
    return done
