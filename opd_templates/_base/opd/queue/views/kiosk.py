"""The kiosk at the entrance: a number for who comes, and presence for who booked. It asks nobody who they are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from opd import limits, tokens
from opd.private import opened, sealed
from opd.queue import calling, current, devices, forms, opening, schedule, tickets
from opd.queue.live import board
from opd.queue.models import PAYERS, Ticket
from opd.queue.views import codes
from opd.queue.views.tracking import UNKNOWN
from opd.views.telling import told_to

MADE, PLACE = "kios_tiket", "queue.kiosk."


@require_GET
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    device = devices.of(request, "kiosk")
    context = {
        "title": "Ambil nomor antrian",
        "rooms": _open(device.rooms),
        "form": forms.TrackForm(),
        "priority": forms.PRIORITY,
    }
    return render(request, "antrian/kios.html", context)


def _open(only: str) -> list[tuple[str, Any, int]]:
    """Rooms that take numbers now, and how many are left."""
    now, found = timezone.localtime(), []
    for code, room in current.config().queues.items():
        if not room.kios or (only and code not in only):
            continue
        todays = opening.sessions(code, room, now.date())
        session = schedule.current(todays, now.date(), now, current.limits())
        found.append((code, room, opening.left(code, room, session, now.date())[0] if session else 0))
    return found


@require_POST
@never_cache
def take(request: HttpRequest) -> HttpResponse:
    device = devices.of(request, "kiosk")
    if seconds := limits.exceeded("antrian-kios", str(device.pk), current.limits().laju_kios):
        return limits.too_many(request, seconds)
    code, payer = request.POST.get("poli", ""), request.POST.get("penjamin", "umum")
    room = current.room(code)
    if not room.kios or (device.rooms and code not in device.rooms) or payer not in PAYERS:
        messages.error(request, "Pilihan ini tidak ada.")
        return redirect("queue:kios")
    with told_to(request):
        ticket, token = tickets.issue(
            code,
            f"kios {device.name}"[:150],
            source="kiosk",
            payer=payer,
            priority=request.POST.get("prioritas") == "ya",
        )
        board.poke()
        return _kept(request, ticket, token)
    return redirect("queue:kios")


@require_POST
@never_cache
def check_in(request: HttpRequest) -> HttpResponse:
    devices.of(request, "kiosk")
    if seconds := limits.exceeded("antrian-lacak", limits.client(request), current.limits().laju_kios):
        return limits.too_many(request, seconds)
    # A scanner types the whole address of the picture.
    code = request.POST.get("kode", "")[:200].rpartition("#")[2]
    digest = tokens.digest(code)
    ticket = Ticket.objects.filter(token=digest).first() if digest else None
    if ticket is None:
        messages.error(request, UNKNOWN)
        return redirect("queue:kios")
    with told_to(request):
        ticket = calling.check_in(ticket.pk, "kios")
        return _kept(request, ticket, tokens.normal(code))
    return redirect("queue:kios")


def _kept(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    request.session[MADE] = [str(ticket.pk), sealed(token.encode(), f"{PLACE}{ticket.pk}".encode())]
    return redirect("queue:kios-tiket")


@require_GET
@never_cache
def ticket(request: HttpRequest) -> HttpResponse:
    """Shown once, to be printed; then the next one comes."""
    device = devices.of(request, "kiosk")
    kept = request.session.pop(MADE, None)
    found = Ticket.objects.filter(pk=kept[0]).first() if kept else None
    if kept is None or found is None:
        return redirect("queue:kios")
    token = opened(kept[1], f"{PLACE}{found.pk}".encode()).decode()
    return render(
        request,
        "antrian/kios-tiket.html",
        {**codes.paper(request, found, token, str(device.width)), "title": f"Nomor {found.number}"},
    )
