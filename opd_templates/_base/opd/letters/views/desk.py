"""The desk: figures, lists, one request with all that belongs to it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from opd import audit, files, reveal, staff
from opd.letters import answers, applications, current, deadlines, doubles, statistics, words
from opd.letters.access import Access, need
from opd.letters.models import Application, Letter
from opd.letters.rules import flow
from opd.letters.views.answer import attachment_answer, file_name
from opd.letters.views.public import papers
from opd.private import blind

EACH = 25
SEARCH = "surat_cari"


@require_GET
@staff.only()
def dashboard(request: HttpRequest) -> HttpResponse:
    access = Access(request.user)
    waiting = doubles.marked(access.applications()).filter(closed_at=None).order_by("due", "created_at")
    context: dict[str, Any] = {
        "title": "Meja surat",
        "access": access,
        "mine": _rows(access, _actable(access, waiting)[:EACH]),
    }
    if access.inside and len(access.offices) == 1:
        context |= {
            "office": access.office,
            "figures": statistics.of(access.office.id),
            "quotas": statistics.quotas(access.office.id),
            "unanswered": _unanswered(access, waiting),
            "kinds": current.types().values() if not access.roles.isdisjoint(flow.DESK) else (),
        }
    return render(request, "letters/meja.html", context)


def _actable(access: Access, found: Any) -> Any:
    """Those whose next step is this person's: what a clerk looks for in the morning."""
    states = {
        state
        for step in flow.STEPS.values()
        if step.needs != "alasan" and not access.roles.isdisjoint(step.roles)
        for state in step.sources
    }
    return found.filter(state__in=states, kind__in=current.types())


def _unanswered(access: Access, found: Any) -> list[dict[str, Any]]:
    """Those that wait for RT or RW: no turn of the desk's, but it may go on without them (``lewati``)."""
    if access.roles.isdisjoint(flow.DESK):
        return []
    return _rows(access, found.filter(state__in=flow.STEPS["lewati"].sources)[:EACH])


def _rows(access: Access, found: Any) -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {
            "application": one,
            "kind": current.types().get(one.kind),
            "name": one.name if access.sees_data() or one.state in (flow.RT, flow.RW) else "",
            "light": deadlines.light(one, now),
            "double": one.double and not one.closed_at and access.inside,
        }
        for one in found
    ]


@require_GET
@staff.only()
def listed(request: HttpRequest) -> HttpResponse:
    access = Access(request.user)
    found = doubles.marked(access.applications())
    if searched := request.session.get(SEARCH):
        found = _matching(found, searched)
    chosen = {name: request.GET.get(name, "") for name in ("status", "jenis", "lampu")}
    if chosen["status"] in flow.STATES:
        found = found.filter(state=chosen["status"])
    if chosen["jenis"] in current.types():
        found = found.filter(kind=chosen["jenis"])
    if chosen["lampu"] == "merah":
        found = found.filter(closed_at=None, due__lt=timezone.now())
    page = Paginator(found, EACH).get_page(request.GET.get("hal"))
    context = {
        "title": "Permohonan",
        "page": page,
        "rows": _rows(access, page.object_list),
        "states": [(code, name) for code, name in flow.STATES.items() if code != "draf"],
        "kinds": current.types().values(),
        "chosen": chosen,
        "searched": bool(searched),
    }
    return render(request, "letters/daftar.html", context)


@require_POST
@staff.only()
def search(request: HttpRequest) -> HttpResponse:
    """What is looked for stays in the session, as what its index would be: no NIK in an address or a session."""
    typed = request.POST.get("cari", "").strip()[:60]
    if typed:
        is_number = sum(sign.isdigit() for sign in typed) > 11 and "/" not in typed
        request.session[SEARCH] = [blind(typed), "" if is_number else typed]
    else:
        request.session.pop(SEARCH, None)
    return redirect("letters:daftar")


def _matching(found: Any, searched: list[str]) -> Any:
    """By the whole NIK, or by day and number in the queue (``20260302-007``), or by the letter's number."""
    hashed, plain = searched
    if "/" in plain:
        return found.filter(letters__number__iexact=plain)
    try:
        day, number = plain.split("-")
        asked = datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC).date()
        return found.filter(queue_day=asked, queue_number=int(number))
    except ValueError:
        return found.filter(nik_index=hashed)


@require_GET
@staff.only()
def application(request: HttpRequest, key: UUID) -> HttpResponse:
    access = Access(request.user)
    return render(request, "letters/berkas.html", page_of(access, access.application(key)))


def page_of(access: Access, found: Application, *, full: bool = False) -> dict[str, Any]:
    """What the page of a request shows. ``full``: nothing is masked. What tells of somebody's means is shown with
    ``full`` alone."""
    kind = current.types().get(found.kind)
    sees = access.sees_data()
    shown = sees and kind is not None and (full or not kind.specific)
    steps = access.steps(found)
    return {
        "title": f"{kind.name if kind else found.kind} {found.reference}",
        "application": found,
        "kind": kind,
        "light": deadlines.light(found, timezone.now()),
        "answers": answers.labelled(found, kind, full=full) if shown and kind else [],
        "hidden": sees and not shown and not found.cleared_at,
        "doubles": doubles.of(found) if access.inside and not found.closed_at else (),
        "vouched": not sees,
        "papers": _papers(access, found, kind, full=full) if shown and kind else [],
        "letters": _letters(access, found, kind, full=full) if sees else [],
        "steps": [
            (code, step) for code, step in steps.items() if not step.needs or step.needs == "pengambil"
        ],
        "refusals": [(code, step) for code, step in steps.items() if step.needs == "alasan"],
        "events": [
            (event, words.event(event), flow.STATES.get(event.after, ""))
            for event in found.events.order_by("-pk")
        ],
        "may_open": sees and not full and not found.cleared_at,
        "may_erase": access.erases() and found.closed_at and not found.cleared_at,
        "is_full": full,
        "inside": access.inside,
    }


def _letters(access: Access, found: Application, kind: Any, *, full: bool) -> list[tuple[Letter, str]]:
    """Each with the address of its PDF; empty for who has to open the page with a reason first."""
    plain = access.prints(found, kind)

    def address(one: Letter) -> str:
        if one.voided_at or not one.pdf or not (plain or full):
            return ""
        return reverse("letters:pdf", args=[one.pk]) if plain else files.link(one.pdf, file_name(one))

    return [(one, address(one)) for one in Letter.objects.filter(application=found).order_by("-pk")]


def _papers(access: Access, found: Application, kind: Any, *, full: bool) -> list[tuple[str, Any, str]]:
    """Label, attachment, address: the desk's own door, or a link of a page that was opened with a reason, for five
    minutes; empty for who has to open it first."""
    plain = access.opens(found, kind)

    def address(one: Any, number: int) -> str:
        if plain:
            return reverse("letters:lampiran", args=[found.pk, one.pk])
        return files.link(one.file, f"{found.reference}-{number}") if full else ""

    return [
        (label, one, address(one, number) if one else "")
        for number, (label, one) in enumerate(papers(found, kind), 1)
    ]


@staff.only()
def reveal_all(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for the reason, write it down, show everything once."""
    access = Access(request.user)
    found = access.application(key)
    need(access.sees_data() and not found.cleared_at)
    form = reveal.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["alasan"]
        reveal.opened(request, applications.subject(found), found.kind, reason)
        applications.event(found, access.name, "buka", note=reason, public=False)
        return render(request, "letters/berkas.html", page_of(access, found, full=True))
    context = {"title": "Buka data pribadi", "form": form, "what": f"Data pemohon {found.reference}"}
    return render(request, "opd/buka.html", context, status=422 if form.errors else 200)


@require_GET
@staff.only()
def attachment(request: HttpRequest, key: UUID, attachment: int) -> HttpResponse:
    access = Access(request.user)
    found = access.application(key)
    need(access.opens(found, current.types().get(found.kind)))
    one = get_object_or_404(found.attachments, pk=attachment)
    audit.record(access.name, "buka lampiran", applications.subject(found), berkas=one.code)
    return attachment_answer(one)
