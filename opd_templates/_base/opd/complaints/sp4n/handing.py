"""Which complaints have to get a number there; sent by an adapter, or taken along as a file and written down."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from opd import audit, days
from opd.complaints import current, events, places, states
from opd.complaints.cells import cell
from opd.complaints.models import Complaint
from opd.complaints.sp4n import line
from opd.complaints.sp4n.adapter import NoLine, Outgoing, Sp4nAdapter, Sp4nError

log = logging.getLogger("opd.sp4n")
MOST, MOST_FAILED = 200, 10
"""At once: the night has an end. What was refused comes last the next time, so that it keeps no other waiting."""


def adapter() -> Sp4nAdapter | None:
    """None where there is no interface: then a file is the way."""
    path = getattr(settings, "OPD_SP4N_ADAPTER", "")
    made: Sp4nAdapter | None = import_string(path)() if path else None
    return made


def without_number() -> QuerySet[Complaint]:
    """Checked, and not known there. What is confidential goes without its place."""
    return (
        Complaint.objects.filter(sp4n_id="", cleared_at=None)
        .exclude(verified_on=None)
        .order_by("verified_on")
    )


def overdue(today: date) -> int:
    """How many wait for a number longer than `tenggat.sp4n` says."""
    limit, holidays = current.settings().tenggat.sp4n, days.holidays()
    waiting = without_number().values_list("verified_on", flat=True)
    return sum(days.passed(one, today, holidays) > limit for one in waiting if one)


def outgoing(complaint: Complaint) -> Outgoing:
    known = current.known()
    place = complaint.place if not complaint.confidential else None
    lat, lon = places.rounded(place, known.settings.tempat.desimal) if place else (None, None)
    return Outgoing(
        code=complaint.code,
        category=known.settings.category(complaint.category, complaint.sub),
        text=complaint.public_text,
        village=known.areas.name(complaint.village) if complaint.village else "",
        lat=lat,
        lon=lon,
        klass=states.CLASSES.get(complaint.klass, ""),
        unit=known.settings.unit_name(complaint.unit),
        received=complaint.received.isoformat(),
        status=complaint.told.name,
        anonymous=complaint.anonymous,
        confidential=complaint.confidential,
    )


@transaction.atomic
def note(complaint: Complaint, number: str, status: str, who: str) -> None:
    """Write down its number there, and what became of it. ValueError for a number that another one has."""
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    if Complaint.objects.filter(sp4n_id=number).exclude(pk=complaint.pk).exists():
        raise ValueError(f"Nomor {number} sudah dipakai laporan lain.")
    is_new = complaint.sp4n_id != number
    complaint.sp4n_id, complaint.sp4n_status, complaint.sp4n_at = number, status, timezone.now()
    complaint.sp4n_failed = None
    complaint.save(update_fields=["sp4n_id", "sp4n_status", "sp4n_at", "sp4n_failed"])
    if is_new:
        events.write(complaint, who, "Tercatat di SP4N-LAPOR!", note=f"Nomor {number}", sp4n=number)
    else:
        audit.record(who, "status SP4N-LAPOR!", events.subject(complaint), kode=complaint.code, status=status)


def send_all(via: Sp4nAdapter, who: str = audit.SYSTEM) -> tuple[int, int]:
    """How many were sent, and how many failed. After the first failure of the line itself it is tried no further."""
    sent = failed = 0
    for complaint in without_number().order_by(F("sp4n_failed").asc(nulls_first=True), "verified_on")[:MOST]:
        try:
            receipt = via.send(outgoing(complaint))
            note(complaint, receipt.number, receipt.status, who)
            sent += 1
        except (Sp4nError, ValueError) as error:
            log.warning("not handed over: %s", error, extra={"event": complaint.code})
            note_failure(complaint.pk)
            failed += 1
            if isinstance(error, NoLine) or failed == MOST_FAILED:
                break
    return sent, failed


def note_failure(key: UUID) -> None:
    """It comes last the next time, also where the line itself was down: one that breaks it keeps no other waiting."""
    Complaint.objects.filter(pk=key).update(sp4n_failed=timezone.now())


def refresh_all(via: Sp4nAdapter, who: str = audit.SYSTEM) -> int:
    """Ask what became of those that are open here, or there alone; of how many it is another word than before. Who
    was not asked for the longest comes first."""
    changed = 0
    open_ones = Q(closed_at=None) | Q(state=states.NATIONAL, cleared_at=None)
    for complaint in Complaint.objects.filter(open_ones).exclude(sp4n_id="").order_by("sp4n_at")[:MOST]:
        try:
            told = via.status(complaint.sp4n_id)
        except Sp4nError as error:
            log.warning("not asked: %s", error, extra={"event": complaint.code})
            if isinstance(error, NoLine):
                break
            told = ""
        Complaint.objects.filter(pk=complaint.pk).update(sp4n_at=timezone.now())
        if told and told != complaint.sp4n_status:
            note(complaint, complaint.sp4n_id, told, who)
            changed += 1
    return changed


def as_csv(found: Iterable[Complaint]) -> str:
    into = io.StringIO()
    rows = [outgoing(one).as_row() for one in found]
    names = list(Outgoing.__dataclass_fields__)
    writer = csv.DictWriter(into, names)
    writer.writeheader()
    writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)
    return "\ufeff" + into.getvalue()


def as_json(found: Iterable[Complaint]) -> str:
    return json.dumps([outgoing(one).as_row() for one in found], ensure_ascii=False, indent=1)


def nightly(_: object) -> int:
    """For ``retention.ends``: send what waits and ask after the rest, where there is an interface."""
    via = adapter()
    if via is None:
        return 0
    with line.turn(via, line.BY_NIGHT) as held:
        if held is None:
            return 0
        sent = send_all(held)[0]
        refresh_all(held)
    return sent
