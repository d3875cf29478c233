"""What whoever holds a ticket's code may see and do. The code is sent once; then the session knows the ticket."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from opd import limits, tracking
from opd.queue import calling, current, forms, lines, opening, states
from opd.queue.models import Ticket
from opd.views.telling import told_to

SESSION = "tiket"
UNKNOWN = forms.TrackForm.unknown
WHO = "pasien"
leave = tracking.leave("queue:lacak")


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    form = forms.TrackForm(request.POST or None)
    if request.method == "POST":
        ticket = form.found(Ticket.objects)
        if ticket is not None:
            request.session[SESSION] = str(ticket.pk)
            return redirect("queue:tiket")
        # Only what is wrong counts: a waiting room, or all customers of a telephone company, have one address.
        if seconds := limits.exceeded("antrian-lacak", limits.client(request), current.limits().laju_lacak):
            return limits.too_many(request, seconds)
    context = {"title": "Tiket saya", "form": form, "button": "Lihat tiket"}
    return render(request, "antrian/lacak.html", context, status=422 if form.errors else 200)


def tracked(request: HttpRequest) -> Ticket | None:
    """The session's ticket, or the one that followed it: sent on, or moved. Only as long as a code leads to it."""
    ticket = tracking.opened(request, SESSION, Ticket.objects)
    while ticket is not None and (child := _child(ticket)) is not None:
        ticket = child
    return ticket if ticket is not None and ticket.token and ticket.room in current.config().queues else None


def _child(ticket: Ticket) -> Ticket | None:
    return Ticket.objects.filter(parent=ticket).first()


@require_GET
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    ticket = tracked(request)
    if ticket is None:
        return redirect("queue:lacak")
    room, limits_ = current.config().queues[ticket.room], current.limits()
    todays = Ticket.objects.filter(room=ticket.room, day=ticket.day).only(*lines.KEPT)
    line = lines.of(room, todays, limits_.prioritas_setiap)
    key = (ticket.room, ticket.day, ticket.session)
    held = opening.held(*key)
    shut = held is None
    change = opening.change(ticket.room, ticket.day)
    context: dict[str, Any] = {
        "title": f"Tiket {ticket.number}",
        "ticket": ticket,
        "room": room,
        "ahead": line.ahead(ticket.number),
        "minutes": line.minutes(ticket.number),
        "may_check_in": limits_.hadir_mandiri and ticket.state == states.BOOKED and not shut,
        "shut": shut and ticket.state in states.OPEN | {states.CANCELLED},
        "early": held.end if held and not opening.kept(*key) and ticket.state in states.OPEN else None,
        "note": change.note if change else "",
        "may_cancel": ticket.state in states.STEPS["cancel"][0],
        "is_open": ticket.state in states.OPEN,
        # Numbers come again every day: the board's are today's.
        "is_live": ticket.state in states.OPEN and ticket.day == timezone.localdate(),
        # Whoever asks for it: a page that loads anew by itself disturbs those who read it aloud.
        "again": request.GET.get("ulang") == "30",
    }
    answer = render(request, "antrian/tiket.html", context)
    if context["again"]:
        answer.headers["Refresh"] = f"30;url={reverse('queue:tiket')}?ulang=30"
    return answer


@require_POST
def check_in(request: HttpRequest) -> HttpResponse:
    if not current.limits().hadir_mandiri:
        messages.error(request, "Kehadiran dicatat di kios atau loket.")
        return redirect("queue:tiket")
    return _acted(request, lambda ticket: calling.check_in(ticket.pk, WHO))


@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    return _acted(request, lambda ticket: calling.move(ticket.pk, "cancel", WHO))


def _acted(request: HttpRequest, act: Any) -> HttpResponse:
    ticket = tracked(request)
    if ticket is None:
        return redirect("queue:lacak")
    with told_to(request):
        act(ticket)
    return redirect("queue:tiket")
