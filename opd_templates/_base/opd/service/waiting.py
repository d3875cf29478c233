"""Records whose applicant has to do something, and does not: each state says how long it waits (``tenggat``), and the
night's work closes them afterwards. From then on they are kept as long as others that ended (``opd.service.clearing``).

The time begins on the day after the record came into the state; a step that leads back into it begins it anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from opd import audit, days, retention
from opd.service import current, deadlines, records
from opd.service.models import Record
from opd.service.schema import Kind

NAME = "tanpa tanggapan"
WHY = (
    "Ditutup otomatis: pemohon tidak menindaklanjuti dalam {days} hari kerja. "
    "Bila masih diperlukan, ajukan permohonan baru."
)


def register() -> None:
    retention.ends(NAME)(close)


def until(record: Record, kind: Kind, holidays: Collection[date] | None = None) -> date | None:
    """The last day on which the applicant may act; None where nobody waits for them. Holidays are the table's."""
    wait = kind.status[record.state].tenggat
    if wait is None or record.closed_at is not None:
        return None
    came = record.events.filter(after=record.state).aggregate(last=Max("at"))["last"]
    if came is None:
        return None
    return days.deadline(
        timezone.localdate(came), wait.hari, days.holidays() if holidays is None else holidays
    )


def close(now: datetime) -> int:
    """Close what waited long enough on the day of ``now``; how many. Each is a transaction."""
    today, holidays = timezone.localdate(now), days.holidays()
    return sum(_close(key, today, holidays) for key in list(_candidates(today)))


def _candidates(today: date) -> Iterator[UUID]:
    """Those that may be over: so many working days last at least as many days."""
    for code, kind in current.schema().jenis.items():
        for state, told in kind.status.items():
            if told.tenggat is None:
                continue
            came = Max("events__at", filter=Q(events__after=F("state")))
            found = Record.objects.filter(kind=code, state=state, closed_at=None).annotate(came=came)
            last = today - timedelta(days=told.tenggat.hari)
            yield from found.filter(came__date__lt=last).values_list("pk", flat=True)


@transaction.atomic
def _close(key: UUID, today: date, holidays: Collection[date]) -> bool:
    """Whether it was closed: looked at anew under its lock, as its applicant may have acted meanwhile."""
    record = Record.objects.select_for_update().get(pk=key)
    kind, before = current.kind(record.kind), record.state
    wait, last = kind.status[before].tenggat, until(record, kind, holidays)
    if wait is None or last is None or today <= last:
        return False
    record.state = wait.ke
    deadlines.moved(record, kind, before, holidays)
    record.save()
    why = WHY.format(days=wait.hari)
    records.event(record, audit.SYSTEM, "langkah", before=before, after=wait.ke, note=why, public=True)
    audit.record(audit.SYSTEM, NAME, records.subject(record), dari=before, ke=wait.ke, hari=wait.hari)
    return True
