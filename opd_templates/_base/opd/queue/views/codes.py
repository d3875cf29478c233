"""A ticket on paper: its number, its code, and a picture of the code for a telephone's camera."""

from __future__ import annotations

import base64
import io
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from opd.queue import current
from opd.queue.models import Ticket

WIDTHS = {"58", "80"}
DEFAULT = "80"


def paper(request: HttpRequest, ticket: Ticket, token: str = "", width: str = "") -> dict[str, Any]:
    """For ``antrian/kertas.html``; ``width`` in millimetres. The code stands behind ``#``: a browser sends that to
    nobody, so no log has it."""
    room = current.config().poli.get(ticket.room)
    address = request.build_absolute_uri(reverse("queue:lacak"))
    width = width or request.GET.get("lebar", DEFAULT)
    return {
        "ticket": ticket,
        "room": room,
        "token": token,
        "picture": picture(f"{address}#{token}") if token else "",
        "width": width if width in WIDTHS else DEFAULT,
    }


def picture(text: str) -> str:
    """A QR code as a ``data:`` address."""
    import segno  # with the first paper

    into = io.BytesIO()
    segno.make(text, error="m").save(into, kind="svg", scale=3, border=2, xmldecl=False)
    return f"data:image/svg+xml;base64,{base64.b64encode(into.getvalue()).decode()}"
