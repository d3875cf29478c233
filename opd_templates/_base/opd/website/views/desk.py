"""The desk of the information officers: what came in, how long there is, and what comes next."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from opd import audit, days, staff
from opd.private import blind
from opd.website import ppid, retention
from opd.website.models import InformationRequest, Objection, SiteProfile
from opd.website.models.ppid import CLOSED, STATES, day
from opd.website.ppid_forms import DecisionForm, ForgetForm, MoveForm, plain_phone
from opd.website.tables import as_csv

VIEW, EXPORT = "website.view_informationrequest", "website.export_informationrequest"
SEARCH = "ppid_cari"
A_PAGE = 25
INVALID = 422


def _seen(request: HttpRequest) -> Any:
    """The superior sees what was objected to; officers see all."""
    known = InformationRequest.objects.select_related("site", "objection")
    return known if request.user.has_perm(ppid.PROCESS) else known.exclude(objection=None)


@staff.only(VIEW)
def listed(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("status", "")
    found = _seen(request)
    if searched := request.session.get(SEARCH):
        found = _matching(found, searched)
    if state in dict(STATES):
        found = found.filter(status=state)
    elif state == "terlambat":
        found = found.exclude(status__in=CLOSED).filter(due__lt=day())
    elif state == "keberatan":
        found = found.filter(objection__answered=None).exclude(objection=None)
    page = Paginator(found.order_by(*_order(request)), A_PAGE).get_page(request.GET.get("hal"))
    free = days.holidays()
    rows = [(each, _left(each.due, each.is_closed, free), _objection(each, free)) for each in page]
    context = {
        "title": "Permohonan informasi",
        "page": page,
        "rows": rows,
        "states": [*STATES, ("terlambat", "Terlambat"), ("keberatan", "Keberatan terbuka")],
        "state": state,
        "searched": bool(searched),
    }
    return render(request, "website/meja/daftar.html", context)


def _order(request: HttpRequest) -> tuple[Any, ...]:
    """Of each the first is what is due next: of an officer's answers, of the superior's."""
    if request.user.has_perm(ppid.PROCESS):
        return F("closed").desc(nulls_first=True), "due", "pk"
    return F("objection__answered").desc(nulls_first=True), "objection__due", "pk"


def _left(due: date, is_over: bool, holidays: Collection[date]) -> int | None:
    """Working days; none of what is over."""
    return None if is_over else days.passed(day(), due, holidays)


def _objection(request: InformationRequest, holidays: Collection[date]) -> dict[str, Any]:
    """The superior's clock of it; empty where nobody objected."""
    objection = getattr(request, "objection", None)
    if objection is None:
        return {}
    return {"told": objection, "left": _left(objection.due, bool(objection.answered), holidays)}


@require_POST
@staff.only(VIEW)
def search(request: HttpRequest) -> HttpResponse:
    """What is looked for stays in the session, as what its index would be: no number in an address or a session."""
    typed = request.POST.get("cari", "").strip()[:60]
    if typed.upper().startswith("PPID-"):
        request.session[SEARCH] = {"number": typed.upper()}
    elif typed:
        request.session[SEARCH] = {"hash": blind(plain_phone(typed))}
    else:
        request.session.pop(SEARCH, None)
    return redirect("website:meja")


def _matching(found: Any, searched: dict[str, str]) -> Any:
    if number := searched.get("number"):
        return found.filter(number=number)
    return found.filter(Q(identity_index=searched["hash"]) | Q(phone_index=searched["hash"]))


@staff.only(VIEW)
def shown(request: HttpRequest, key: int) -> HttpResponse:
    found = get_object_or_404(_seen(request), pk=key)
    return _page(request, found)


@require_POST
@staff.only(VIEW)
def moved(request: HttpRequest, key: int, to: str) -> HttpResponse:
    found = get_object_or_404(_seen(request), pk=key)
    wanted = ppid.MOVES.get(to)
    if wanted is None:
        raise Http404
    if not request.user.has_perm(wanted.permission):
        raise PermissionDenied
    form = _move_form(found, wanted, request.POST)
    if form.is_valid():
        try:
            ppid.move(key, to, request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"{found.number}: {to}.")
            return redirect("website:meja-permohonan", key)
    return _page(request, found, {to: form}, status=INVALID)


@require_POST
@staff.only(ppid.ANSWER)
def decided(request: HttpRequest, key: int) -> HttpResponse:
    objection = get_object_or_404(Objection.objects.select_related("request"), pk=key)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            ppid.answer_objection(key, request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Keberatan ditanggapi.")
            return redirect("website:meja-permohonan", objection.request_id)
    return _page(request, objection.request, decision=form, status=INVALID)


@staff.only(ppid.REVEAL)
def forget(request: HttpRequest, key: int) -> HttpResponse:
    """Whom a request is about asks for it: as the notice on its form says they may."""
    found = get_object_or_404(_seen(request), pk=key)
    form = ForgetForm(request.POST or None)
    if form.is_valid():
        try:
            retention.on_request(key, request.user, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Identitas pemohon {found.number} dihapus.")
            return redirect("website:meja-permohonan", key)
    context = {"title": "Hapus identitas pemohon", "found": found, "form": form}
    return render(request, "website/meja/hapus.html", context, status=INVALID if form.errors else 200)


@staff.only(EXPORT)
def register(request: HttpRequest) -> HttpResponse:
    """The register that Perki 1/2021 asks for; names, as it is kept by the officers, and no numbers of identity."""
    audit.record(request.user.get_username(), "register permohonan diunduh", "permohonan informasi")
    heading = (
        "Nomor", "Situs", "Diterima", "Tenggat", "Status", "Pemohon", "Nama", "Informasi", "Tujuan", "Cara",
        "Ditutup", "Terlambat", "Diperpanjang", "Dasar penolakan", "Keberatan", "Putusan",
    )  # fmt: skip
    rows = (
        (
            each.number, each.site.hostname, each.received, each.due, each.status, each.get_requester_kind_display(),
            each.name, each.information, each.purpose, each.get_way_display(), each.closed,
            "ya" if each.is_late else "tidak", "ya" if each.extension_reason else "tidak", each.refusal_basis,
            each.objection.received if hasattr(each, "objection") else "",
            each.objection.decision if hasattr(each, "objection") else "",
        )
        for each in _seen(request).order_by("number")
    )  # fmt: skip
    return as_csv("register-permohonan.csv", [heading, *rows])


def _move_form(found: InformationRequest, move: ppid.Move, data: Any = None) -> MoveForm:
    documents = SiteProfile.for_site(found.site).documents().order_by("-year", "title")
    return MoveForm(data, needs=move.needs, documents=documents, prefix=None, auto_id=f"id_{move.to}_%s")


def _page(
    request: HttpRequest,
    found: InformationRequest,
    tried: dict[str, MoveForm] | None = None,
    decision: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    tried = tried or {}
    moves = [
        (move, tried.get(move.to) or _move_form(found, move)) for move in ppid.possible(found, request.user)
    ]
    objection, free = getattr(found, "objection", None), days.holidays()
    may_decide = objection is not None and not objection.answered and request.user.has_perm(ppid.ANSWER)
    context = {
        "title": found.number,
        "found": found,
        "steps": found.steps.all(),
        "left": _left(found.due, found.is_closed, free),
        "moves": moves,
        "objection": objection,
        "objection_left": _objection(found, free).get("left"),
        "decision": (decision or DecisionForm()) if may_decide else None,
        "may_forget": request.user.has_perm(ppid.REVEAL) and not retention.why_not(found),
        "faults": [form for form in (*tried.values(), decision) if form is not None],
    }
    return render(request, "website/meja/permohonan.html", context, status=status)
