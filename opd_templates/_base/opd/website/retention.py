"""What is forgotten when: who asked for information, some time after the answer, or because they ask for it. The
register keeps what was asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from opd import audit, retention
from opd.private import without_personal_numbers
from opd.website import lapsing, ppid
from opd.website.models import InformationRequest, Objection

PERSONAL = ("name", "identity", "identity_index", "address", "email", "phone", "phone_index")


@retention.ends("permohonan informasi tanpa jawaban")
def unanswered(now: datetime) -> int:
    return lapsing.lapse(timezone.localdate(now))


@retention.clears(ppid.PERSONAL_DATA)
def requesters(before: datetime) -> int:
    """Of requests closed before then, and objections to them answered, nobody can be told any more."""
    finished = InformationRequest.objects.filter(closed__lt=before.date(), forgotten=None)
    finished = finished.exclude(objection__answered=None, objection__isnull=False)
    return _forget(finished.exclude(objection__answered__gte=before.date()))


def why_not(request: InformationRequest) -> str:
    """Why who asked cannot be forgotten now; empty: they can."""
    if request.forgotten:
        return "Identitas pemohon ini sudah dihapus."
    if not request.is_closed:
        return "Permohonan ini masih berjalan. Selesaikan dahulu."
    if Objection.objects.filter(request=request, answered=None).exists():
        return "Keberatan atas permohonan ini belum ditanggapi."
    return ""


@transaction.atomic
def on_request(key: int, user: Any, why: str) -> None:
    """Before its time, because whom it is about asks for it. PermissionDenied, or ValidationError in Indonesian."""
    request = InformationRequest.objects.select_for_update().get(pk=key)
    if not user.has_perm(ppid.REVEAL):
        raise PermissionDenied
    if reason := why_not(request):
        raise ValidationError(reason, code="hapus")
    _forget(InformationRequest.objects.filter(pk=key))
    who = user.get_username()
    request.steps.create(who=who, status="identitas dihapus")
    audit.record(who, "hapus data pribadi", request.number, alasan=without_personal_numbers(why))


def _forget(requests: Any) -> int:
    forgotten: int = requests.update(**dict.fromkeys(PERSONAL, ""), forgotten=timezone.now())
    return forgotten
