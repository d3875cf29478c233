"""What nobody answers ends all the same, a long time after its last day: else who asked would be kept for good."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from opd import audit
from opd.website.models.ppid import CLOSED, LAPSED, InformationRequest, Objection

WHY = (
    "Ditutup tanpa jawaban karena sudah {days} hari melewati tenggat. Anda dapat mengajukan permohonan baru."
)


def lapse(today: date) -> int:
    """How many requests and objections came to their end."""
    before = today - timedelta(days=settings.PPID_OPEN_DAYS)
    requests = InformationRequest.objects.exclude(status__in=CLOSED).filter(due__lt=before)
    objections = Objection.objects.filter(answered=None, due__lt=before)
    return sum(
        _ended(waiting, key, end, today)
        for waiting, end in ((requests, _request), (objections, _objection))
        for key in list(waiting.values_list("pk", flat=True))
    )


@transaction.atomic
def _ended(waiting: Any, key: int, end: Any, today: date) -> bool:
    """Not what was answered meanwhile."""
    found = waiting.select_for_update(of=("self",)).filter(pk=key).first()
    if found is None:
        return False
    end(found, WHY.format(days=settings.PPID_OPEN_DAYS), today)
    return True


def _request(request: InformationRequest, why: str, today: date) -> None:
    request.status, request.answer, request.closed = LAPSED, why, today
    request.save(update_fields=["status", "answer", "closed"])
    request.steps.create(who=audit.SYSTEM, status=LAPSED, note=why)
    audit.record(audit.SYSTEM, f"permohonan informasi {LAPSED}", request.number)


def _objection(objection: Objection, why: str, today: date) -> None:
    objection.decision, objection.answer, objection.answered = LAPSED, why, today
    objection.save(update_fields=["decision", "answer", "answered"])
    objection.request.steps.create(who=audit.SYSTEM, status=f"keberatan {LAPSED}", note=why)
    audit.record(audit.SYSTEM, f"keberatan {LAPSED}", objection.request.number)
