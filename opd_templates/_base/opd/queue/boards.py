"""What boards, screens and phones show: numbers and rooms. Nobody's name is among it, and nothing that leads to one."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.utils import timezone

from opd.queue import current, lines, naming, states
from opd.queue.models import Event, Ticket

CALLS = 6


def shown(day: date) -> dict[str, Any]:
    """``poli``: each room's line; ``panggilan``: the last calls, the newest first. Two questions."""
    config, known = current.config(), lines.today(day)
    return {
        "tanggal": day.isoformat(),
        "poli": [_room(code, config, known.get(code, [])) for code in config.queues],
        "panggilan": _calls(day),
    }


def text() -> str:
    return json.dumps(shown(timezone.localdate()), ensure_ascii=False, separators=(",", ":"))


def _room(code: str, config: Any, tickets: list[Ticket]) -> dict[str, Any]:
    line = lines.of(config.queues[code], tickets, config.batas.prioritas_setiap)
    here = sorted(
        (one for one in tickets if one.state in (states.CALLED, states.SERVING)),
        key=lambda one: one.called_at,
        reverse=True,
    )  # type: ignore[arg-type,return-value]  # both were called
    return {
        "kode": code,
        "nama": config.queues[code].nama,
        "kini": [{"nomor": one.number, "tempat": one.point, "status": one.label} for one in here],
        "menunggu": list(line.waiting),
        "menit": round(line.each / line.desks, 1),
    }


def _calls(day: date) -> list[dict[str, Any]]:
    found = Event.objects.filter(ticket__day=day, what__in=("call", "recall")).order_by("-pk")
    rooms = current.config().queues
    rows = found.values_list("pk", "ticket__number", "ticket__room", "ticket__state", "detail")[:CALLS]
    return [
        {
            "id": pk,
            "nomor": number,
            "poli": rooms[room].nama,
            "tempat": detail.get("point", ""),
            "ucapan": naming.announced(number, rooms[room].nama, detail.get("point", "")),
            # What a desk did without a network comes late: nobody is called who was served meanwhile.
            "berlaku": state == states.CALLED,
        }
        for pk, number, room, state, detail in rows
        if room in rooms
    ]
