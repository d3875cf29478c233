"""What the desk's script knows: enough to go on without the server, and nobody's name."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from opd.queue import current, lines, states
from opd.queue.models import Ticket


def todays() -> dict[str, Any]:
    day, limits = timezone.localdate(), current.limits()
    found = Ticket.objects.filter(day=day).only(*lines.KEPT, "calls", "returns", "payer", "source")
    return {
        "tanggal": day.isoformat(),
        "poli": [
            {"kode": code, "nama": room.nama, "tujuan": room.tujuan, "rujuk": room.rujuk}
            for code, room in current.config().queues.items()
        ],
        "langkah": {
            step: {"dari": sorted(before), "ke": after}
            for step, (before, after) in states.STEPS.items()
            if step != "absent"
        },
        "sebutan": {"status": dict(states.LABELS), "langkah": dict(states.STEP_LABELS)},
        "panggil": limits.panggil,
        "tiket": [_told(one) for one in found],
    }


def _told(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": str(ticket.pk),
        "nomor": ticket.number,
        "poli": ticket.room,
        "urut": ticket.place,
        "prioritas": ticket.priority,
        "status": ticket.state,
        "panggilan": ticket.calls,
        "kembali": ticket.returns,
    }
