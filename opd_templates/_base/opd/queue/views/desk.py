"""The desk: today's list, a ticket for who comes, presence, and what is done while the network is away."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from opd import audit, environment, staff
from opd.profile import profile
from opd.queue import (
    calling,
    current,
    devices,
    forms,
    lines,
    opening,
    replay,
    schedule,
    searching,
    states,
    tickets,
)
from opd.queue.config import Session
from opd.queue.models import Ticket
from opd.queue.views import codes
from opd.queue.views.desk_data import todays
from opd.refusal import Refused
from opd.views.telling import told_in, told_to

PERMISSION = "queue.serve_desk"
LARGEST = 256 * 1024


@require_GET
@staff.only(PERMISSION)
def home(request: HttpRequest) -> HttpResponse:
    found = Ticket.objects.filter(day=timezone.localdate()).only(
        *lines.KEPT, "source", "payer", "calls", "returns"
    )
    context = {
        "title": "Loket",
        "rooms": current.config().queues,
        "tickets": [(one, current.config().poli.get(one.room)) for one in found],
        "search": forms.SearchForm(),
        "displaced": len(opening.displaced(timezone.localtime())),
        "TIME_ZONE": settings.TIME_ZONE,
    }
    return render(request, "antrian/loket.html", context)


@require_GET
@staff.only(PERMISSION)
def data(request: HttpRequest) -> HttpResponse:
    """For the page's script: numbers and states, no names. The browser tells which device it is in a header."""
    device = _device(request)
    answer = JsonResponse(
        {**todays(), "deret": device.series if device else None, "csrf": get_token(request)}
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@staff.only(PERMISSION)
def act(request: HttpRequest) -> HttpResponse:
    """Actions in their order (``opd.queue.replay``)."""
    if len(request.body) > LARGEST:
        return JsonResponse({"why": "Terlalu banyak sekaligus."}, status=413)
    try:
        actions = json.loads(request.body)["tindakan"]
    except (ValueError, KeyError, TypeError):
        actions = None
    if not isinstance(actions, list):
        return JsonResponse({"why": replay.UNREADABLE}, status=400)
    answers = replay.run(actions, _device(request), request.user.get_username())
    for answer in answers:
        if token := answer.get("token"):
            answer["picture"] = codes.picture(f"{request.build_absolute_uri(reverse('queue:lacak'))}#{token}")
    return JsonResponse({"jawaban": answers})


def _device(request: HttpRequest) -> Any:
    try:
        key = UUID(request.headers.get("X-Perangkat", ""))
    except ValueError:
        return None
    try:
        return devices.desk(key, f"Loket {request.user.get_username()}"[:60])
    except Refused:
        return None


@require_GET
@never_cache
def shell(request: HttpRequest) -> HttpResponse:
    """The page that a browser keeps for when there is no network. It holds nothing that is not on every page."""
    context = {
        "title": "Loket tanpa jaringan",
        "rooms": current.config().queues,
        "TIME_ZONE": settings.TIME_ZONE,
    }
    return render(request, "antrian/loket-luring.html", context)


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the desk's page; it stands here because it may only answer for what lies below it."""
    icon = static(profile().logo or "opd/lambang.svg")
    context = {"icon": icon, "version": environment.text("VERSION", "0")}
    answer = render(request, "antrian/loket-sw.js", context, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@staff.only(PERMISSION)
def add(request: HttpRequest) -> HttpResponse:
    form = forms.DeskForm(request.POST or None, initial={"room": request.GET.get("poli", "")})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with told_in(form):
            ticket, token = tickets.issue(
                told["room"],
                request.user.get_username(),
                form.person(),
                payer=told["payer"],
                priority=told["priority"],
            )
            return render(
                request,
                "antrian/cetak.html",
                {**codes.paper(request, ticket, token), "title": f"Nomor {ticket.number}"},
            )
    context = {
        "title": "Tiket baru",
        "form": form,
        "button": "Beri nomor",
        "notice": current.config().pemberitahuan,
    }
    return render(request, "antrian/loket-baru.html", context, status=422 if form.errors else 200)


@require_POST
@staff.only(PERMISSION)
def search(request: HttpRequest) -> HttpResponse:
    """Sent, not asked by address: a NIK stands in no log."""
    form = forms.SearchForm(request.POST)
    found: list[Any] = []
    if form.is_valid():
        found = [
            (one, current.config().poli.get(one.room)) for one in searching.find(form.cleaned_data["cari"])
        ]
    context = {"title": "Hasil pencarian", "form": form, "tickets": found, "search": form, "whose": True}
    return render(request, "antrian/loket-cari.html", context, status=422 if form.errors else 200)


@require_GET
@staff.only(PERMISSION)
def displaced(request: HttpRequest) -> HttpResponse:
    """Whose session was closed, or ends early, after they booked it: until they are moved or cancelled."""
    rooms = current.config().poli
    found = [(one, rooms.get(one.room)) for one in opening.displaced(timezone.localtime())]
    context = {"title": "Perlu dihubungi", "tickets": found, "whose": True}
    return render(request, "antrian/loket-dihubungi.html", context)


@require_GET
@staff.only(PERMISSION)
def ticket(request: HttpRequest, key: UUID) -> HttpResponse:
    found = get_object_or_404(Ticket, pk=key)
    steps = [
        (step, states.STEP_LABELS[step])
        for step in states.steps(found.standing, current.limits().panggil)
        if step != "refer"
    ]
    context = {
        "title": f"Tiket {found.number}",
        "ticket": found,
        "room": current.config().poli.get(found.room),
        "steps": steps if found.day == timezone.localdate() else [one for one in steps if one[0] == "cancel"],
        "identity": [(label, field, getattr(found, field)) for field, label in IDENTITY.items()],
        "events": [
            (one, WORDS.get(one.what, states.STEP_LABELS.get(one.what, one.what)))
            for one in found.events.all()
        ],
        "child": Ticket.objects.filter(parent=found).first(),
        "sessions": _others(found) if found.state == states.BOOKED else [],
    }
    return render(request, "antrian/loket-tiket.html", context)


def _others(ticket: Ticket) -> list[tuple[str, date, Session]]:
    """Where a booking may be moved to."""
    return [
        (f"{day:%Y-%m-%d} {one.start:%H%M}", day, one)
        for day, one in opening.movable(ticket.room, timezone.localtime())
        if (day, one.start) != (ticket.day, ticket.session)
    ]


IDENTITY = {
    "name": "Nama",
    "born": "Tanggal lahir",
    "phone": "Telepon",
    "nik": "NIK",
    "card": "Nomor kartu BPJS",
    "record_number": "Nomor rekam medis",
}
WORDS = {"issue": "Tiket dibuat", "identity": "Identitas diisi", "token": "Kode baru dibuat"}


@require_POST
@staff.only(PERMISSION)
def move(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    found = get_object_or_404(Ticket.objects.only("pk"), pk=key)
    who = request.user.get_username()
    with told_to(request):
        moved = calling.by_hand(found.pk, step, who, room=request.POST.get("room", ""))
        messages.success(request, f"{moved.number}: {moved.label.lower()}.")
    return redirect("queue:loket-tiket", key)


@require_POST
@staff.only(PERMISSION)
def rebook(request: HttpRequest, key: UUID) -> HttpResponse:
    """To another session: who booked it called, or stands here on another day."""
    found = get_object_or_404(Ticket.objects.only("number"), pk=key)
    try:
        when = datetime.strptime(request.POST.get("sesi", ""), "%Y-%m-%d %H%M")  # noqa: DTZ007  # local time
        moved = calling.rebook(key, when.date(), when.time(), request.user.get_username())
    except ValueError:
        messages.error(request, tickets.NOT_THERE)
    except Refused as refused:
        messages.error(request, refused.why)
    else:
        day, start = date_format(moved.day, "l, j F Y"), schedule.clock(moved.session)
        messages.success(
            request,
            f"{found.number} dipindah ke {day}, sesi {start}; nomor barunya {moved.number}. Kodenya tetap.",
        )
        return redirect("queue:loket-tiket", moved.pk)
    return redirect("queue:loket-tiket", key)


@staff.only(PERMISSION)
def identity(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who an anonymous ticket is for: told at the desk, once it is asked for."""
    found = get_object_or_404(Ticket, pk=key, cleared_at=None)
    form = forms.DeskForm(
        request.POST or None, initial={"room": found.room, "payer": found.payer, "priority": found.priority}
    )
    del form.fields["room"]
    if request.method == "POST" and form.is_valid():
        payer, priority = form.cleaned_data["payer"], form.cleaned_data["priority"]
        with told_in(form):
            tickets.named(key, request.user.get_username(), form.person(), payer=payer, priority=priority)
            messages.success(request, "Identitas disimpan.")
            return redirect("queue:loket-tiket", key)
    context = {"title": f"Identitas {found.number}", "form": form, "notice": current.config().pemberitahuan}
    return render(request, "antrian/loket-baru.html", context, status=422 if form.errors else 200)


@require_POST
@staff.only(PERMISSION)
def paper(request: HttpRequest, key: UUID) -> HttpResponse:
    """Print again, with a new code: only a digest of the former one is kept, and it ends."""
    found = get_object_or_404(Ticket, pk=key, state__in=states.OPEN)
    token = replay.token_of(found)
    who = request.user.get_username()
    tickets.note(found, who, "token")
    audit.record(who, "kode tiket baru", f"tiket:{found.pk}")
    return render(
        request,
        "antrian/cetak.html",
        {**codes.paper(request, found, token), "title": f"Nomor {found.number}"},
    )
