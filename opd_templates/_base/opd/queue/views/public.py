"""What everybody may open: what is open today, and booking from home."""

from __future__ import annotations

import uuid
from datetime import date, time
from typing import Any

from django.core import signing
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from opd import limits
from opd.private import opened, sealed
from opd.queue import boards, current, forms, opening, tickets
from opd.queue.models import Ticket
from opd.queue.views import codes
from opd.views.telling import told_in

KEY, KEY_SECONDS = "_kunci", 24 * 3600
RECEIPT, PLACE = "tanda_terima_antrian", "queue.receipt."


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    config, today = current.config(), timezone.localdate()
    shown = {one["kode"]: one for one in boards.shown(today)["poli"]}
    rooms = [
        (code, room, opening.sessions(code, room, today), shown.get(code))
        for code, room in config.poli.items()
    ]
    context = {"title": "Antrian hari ini", "rooms": rooms, "days": config.batas.pesan_hari}
    return render(request, "antrian/beranda.html", context)


@require_GET
@never_cache
def offers(request: HttpRequest) -> HttpResponse:
    """Rooms, days, sessions; each that is free is a link."""
    now = timezone.localtime()
    notes = opening.notes(now)
    rooms = [
        (
            code,
            current.config().queues[code],
            [(day, free, notes.get((code, day), "")) for day, free in days.items()],
        )
        for code, days in opening.offers(now).items()
    ]
    context = {"title": "Pesan nomor", "rooms": [one for one in rooms if one[1].daring]}
    return render(request, "antrian/pesan.html", context)


@never_cache
def book(request: HttpRequest, code: str, day: date, start: time) -> HttpResponse:
    room = current.room(code)
    session = next((one for one in opening.sessions(code, room, day) if one.start == start), None)
    if session is None:
        raise Http404
    form = forms.BookingForm(request.POST or None)
    if request.method == "POST":
        if (again := _came_already(request)) is not None:
            return again
        if seconds := limits.exceeded("antrian-pesan", limits.client(request), current.limits().laju_pesan):
            return limits.too_many(request, seconds)
        if form.is_valid() and (done := _booked(request, form, code, day, start)) is not None:
            return done
    context: dict[str, Any] = {
        "title": f"Pesan nomor {room.nama}", "room": room, "day": day, "session": session, "form": form,
        "notice": current.config().pemberitahuan, "key": signing.dumps(str(uuid.uuid4()), salt=KEY),
    }  # fmt: skip
    return render(request, "antrian/pesan-isi.html", context, status=422 if form.errors else 200)


def _booked(request: HttpRequest, form: Any, code: str, day: date, start: time) -> HttpResponse | None:
    asked = {name: form.cleaned_data[name] for name in ("payer", "priority")}
    with told_in(form):
        try:
            ticket, token = tickets.book(code, day, start, form.person(), key=_key(request), **asked)
        except IntegrityError:  # sent twice, and the other one was first
            return redirect("queue:lacak")
        receipt = sealed(token.encode(), f"{PLACE}{ticket.pk}".encode())
        request.session[RECEIPT] = [str(ticket.pk), receipt]
        return redirect("queue:tanda-terima")
    return None


def _key(request: HttpRequest) -> uuid.UUID | None:
    """The ticket's id, made with the form: a form that is sent twice makes one ticket."""
    try:
        return uuid.UUID(signing.loads(request.POST.get(KEY, ""), salt=KEY, max_age=KEY_SECONDS))
    except (signing.BadSignature, ValueError):
        return None


def _came_already(request: HttpRequest) -> HttpResponse | None:
    key = _key(request)
    if key is None or not Ticket.objects.filter(pk=key).exists():
        return None
    kept = request.session.get(RECEIPT)
    return redirect("queue:tanda-terima" if kept and kept[0] == str(key) else "queue:lacak")


@require_GET
@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    kept = request.session.get(RECEIPT)
    ticket = Ticket.objects.filter(pk=kept[0]).first() if kept else None
    if kept is None or ticket is None or not ticket.token:  # the code went on with another ticket
        return redirect("queue:lacak")
    token = opened(kept[1], f"{PLACE}{ticket.pk}".encode()).decode()
    context = {**codes.paper(request, ticket, token), "title": "Tanda terima"}
    return render(request, "antrian/tanda-terima.html", context)
