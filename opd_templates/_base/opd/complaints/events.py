"""The history of a complaint: what happened is written once, in it and in the audit log, without anybody's identity."""

from __future__ import annotations

from typing import Any

from opd import audit
from opd.complaints.models import Complaint, Event
from opd.complaints.redaction import masked

ANSWER, INTERNAL = "Tanggapan", "Catatan dalam"


def write(
    complaint: Complaint,
    who: str,
    what: str,
    *,
    before: str = "",
    note: str = "",
    public: bool = True,
    **detail: Any,
) -> Event:
    """``note`` is masked: more people read it than may know who reported."""
    made = Event.objects.create(
        complaint=complaint,
        who=who,
        what=what,
        before=before,
        after=complaint.state,
        unit=complaint.unit,
        note=masked(note.strip()),
        public=public,
    )
    audit.record(who, what[:50], subject(complaint), kode=complaint.code, **detail)
    return made


def subject(complaint: Complaint) -> str:
    """How the audit log names it."""
    return f"laporan:{complaint.pk}"
