"""What is forgotten when: who asked for information, some time after the answer. The register keeps what was asked."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from opd import retention
from opd.website import lapsing, ppid
from opd.website.models import InformationRequest

PERSONAL = ("name", "identity", "identity_index", "address", "email", "phone", "phone_index")


@retention.ends("permohonan informasi tanpa jawaban")
def unanswered(now: datetime) -> int:
    return lapsing.lapse(timezone.localdate(now))


@retention.clears(ppid.PERSONAL_DATA)
def requesters(before: datetime) -> int:
    """Of requests closed before then, and objections to them answered, nobody can be told any more."""
    finished = InformationRequest.objects.filter(closed__lt=before.date(), forgotten=None)
    finished = finished.exclude(objection__answered=None, objection__isnull=False)
    finished = finished.exclude(objection__answered__gte=before.date())
    forgotten = dict.fromkeys(PERSONAL, "")
    return finished.update(**forgotten, forgotten=timezone.now())
