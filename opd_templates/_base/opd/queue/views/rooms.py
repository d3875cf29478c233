"""A room's page: who is next, and what happens to who was called. Plain forms: nothing here needs a script.

Each door of a room is open to who is placed there when the server is asked, not when the page was: what somebody sends
for a room that was taken from them meanwhile (or after their network was away) is not done, and they are told.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from opd import staff
from opd.queue import calling, current, lines, naming, placements, states
from opd.queue.config import Room
from opd.queue.models import Ticket
from opd.views.telling import told_to

POINT = "tempat"


@require_GET
@staff.only(placements.PERMISSION)
def choose(request: HttpRequest) -> HttpResponse:
    return _own(request, placements.rooms(request.user))


def _own(request: HttpRequest, rooms: dict[str, Room], refused: Room | None = None) -> HttpResponse:
    context = {"title": "Poli", "rooms": rooms, "refused": refused}
    return render(request, "antrian/poli-pilih.html", context, status=403 if refused else 200)


def door(view: staff.View) -> staff.View:
    """A room's view for those who are placed there: others are told 403, and who places them."""

    @staff.only(placements.PERMISSION)
    def answer(request: HttpRequest, code: str, **named: object) -> HttpResponse:
        asked, rooms = current.room(code), placements.rooms(request.user)
        return view(request, code, **named) if code in rooms else _own(request, rooms, asked)

    return answer


@require_GET
@door
def room(request: HttpRequest, code: str) -> HttpResponse:
    told, limits = current.room(code), current.limits()
    todays = list(
        Ticket.objects.filter(room=code, day=timezone.localdate()).only(
            *lines.KEPT, "calls", "returns", "payer"
        )
    )
    by_number = {one.number: one for one in todays}
    line = lines.of(told, todays, limits.prioritas_setiap)
    here = [one for one in todays if one.state in (states.CALLED, states.SERVING)]
    context: dict[str, Any] = {
        "title": told.nama,
        "code": code,
        "room": told,
        "here": [(one, _steps(one), naming.announced(one.number, told.nama, one.point)) for one in here],
        "waiting": [by_number[number] for number in line.waiting],
        "skipped": [(one, _steps(one)) for one in todays if one.state == states.SKIPPED],
        "each": round(line.each),
        "done": sum(one.state in (states.DONE, states.REFERRED) for one in todays),
        "point": request.session.get(POINT, {}).get(code, ""),
        "referrals": [(other, current.config().queues[other].nama) for other in told.rujuk],
    }
    return render(request, "antrian/poli.html", context)


def _steps(ticket: Ticket) -> list[tuple[str, str]]:
    found = states.steps(ticket.standing, current.limits().panggil)
    return [(step, states.STEP_LABELS[step]) for step in found if step != "refer"]


@require_POST
@door
def call(request: HttpRequest, code: str) -> HttpResponse:
    told = current.room(code)
    point = request.POST.get("point", "")
    if point not in told.tujuan:
        point = ""
    request.session[POINT] = {**request.session.get(POINT, {}), code: point}
    with told_to(request):
        ticket = calling.call_next(code, request.user.get_username(), point)
        messages.success(request, f"{ticket.number} dipanggil.")
    return redirect("queue:ruang", code)


@require_POST
@door
def move(request: HttpRequest, code: str, key: UUID, step: str) -> HttpResponse:
    ticket = get_object_or_404(Ticket.objects.only("pk"), pk=key, room=code)
    point = request.session.get(POINT, {}).get(code, "")
    with told_to(request):
        moved = calling.by_hand(
            ticket.pk, step, request.user.get_username(), point=point, room=request.POST.get("room", "")
        )
        _told(request, moved, step)
    return redirect("queue:ruang", code)


def _told(request: HttpRequest, moved: Ticket, step: str) -> None:
    child = Ticket.objects.filter(parent=moved).only("number", "room").first() if step == "refer" else None
    if child is not None:
        messages.success(request, f"{moved.number} diteruskan; nomor barunya {child.number}.")
    else:
        messages.success(request, f"{moved.number}: {states.LABELS[moved.state].lower()}.")
