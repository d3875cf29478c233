"""The desk: what waits for whom, the list, one complaint with all that its reader may see."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from opd import audit, days, files
from opd.complaints import clocks, current, duplicates, events, exporting, nightly, states, statistics, timing
from opd.complaints.access import Access, need
from opd.complaints.desk_forms import FilterForm, ResponseForm
from opd.complaints.models import Complaint, Reporter, Warned
from opd.complaints.sp4n import handing
from opd.complaints.views.answer import desk

PER_PAGE = 25
COLUMN = {"status": "state", "unit": "unit", "kategori": "category", "kelurahan": "village"}
LEVELS = {nightly.SILENT: "Belum ditanggapi unit", clocks.LATE: "Tenggat lewat"}


@require_GET
@desk()
def home(request: HttpRequest, access: Access) -> HttpResponse:
    found = access.complaints()
    lights: dict[str, int] = {}
    for _, color in statistics.colored(found):
        lights[color] = lights.get(color, 0) + 1
    context = {
        "title": "Meja pengaduan",
        "access": access,
        "unit": current.settings().unit_name(access.unit) if access.unit else "",
        "without_unit": access.may("follow_up") and not access.unit,
        "has_role": found.exists() or bool(access.unit) or any(map(access.may, _SEEING)),
        "lights": lights,
        "states": statistics.by_state(found),
        "warnings": [(one, level_name(one.level)) for one in gravest(warnings(access))[:PER_PAGE]],
        "sp4n": handing.overdue(timezone.localdate()) if access.is_coordinator else 0,
        "may_add": access.may("take_in"),
    }
    return render(request, "complaints/meja.html", context)


_SEEING = ("verify", "oversee", "lead", "audit", "take_in")


def level_name(level: str) -> str:
    return LEVELS.get(level) or f"{level}% waktu terpakai"


def warnings(access: Access) -> QuerySet[Warned]:
    """What concerns this user, and nobody has seen yet."""
    mine = Q(pk=None)
    for permission, role in (
        ("verify", states.COORDINATOR),
        ("lead", states.LEADER),
        ("oversee", states.OVERSIGHT),
    ):
        if access.may(permission):
            mine |= Q(role=role)
    if access.unit:
        mine |= Q(role=states.LIAISON, unit=access.unit)
    open_ones = Warned.objects.filter(
        mine, seen_at=None, complaint__finished_at=None, complaint__closed_at=None
    )
    return open_ones.filter(complaint__in=access.complaints()).select_related("complaint")


def gravest(found: Iterable[Warned]) -> list[Warned]:
    """Of each complaint one; the gravest and the longest late first."""
    worst: dict[object, Warned] = {}
    for one in found:
        if one.complaint_id not in worst or _weight(one) > _weight(worst[one.complaint_id]):
            worst[one.complaint_id] = one
    return sorted(worst.values(), key=lambda one: (-_weight(one), one.complaint.due, one.complaint.code))


def _weight(one: Warned) -> int:
    return {clocks.LATE: 1000, nightly.SILENT: 500}.get(one.level) or int(one.level)


@require_GET
@desk()
def listed(request: HttpRequest, access: Access) -> HttpResponse:
    found, form = _found(request, access)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("hal"))
    today, holidays, known = timezone.localdate(), days.holidays(), current.known()
    rows = [
        {
            "one": one,
            "category": known.settings.category(one.category, one.sub),
            "village": known.areas.name(one.village) if one.village else "",
            "unit": known.settings.unit_name(one.unit) if one.unit else "",
            "light": timing.light(one, today, holidays),
        }
        for one in page.object_list
    ]
    context = {
        "title": "Laporan",
        "form": form,
        "page": page,
        "rows": rows,
        "may_export": access.may("export"),
        "query": request.GET.urlencode(),
    }
    return render(request, "complaints/daftar.html", context)


def _found(request: HttpRequest, access: Access) -> tuple[QuerySet[Complaint], FilterForm]:
    form = FilterForm(request.GET)
    chosen, found = form.chosen(), access.complaints()
    for name, column in COLUMN.items():
        if name in chosen:
            found = found.filter(**{column: chosen[name]})
    if "lampu" in chosen:
        found = found.filter(pk__in=statistics.with_light(found, chosen["lampu"]))
    code = request.GET.get("kode", "").strip().upper()
    if re.fullmatch(r"[A-Z0-9-]{1,24}", code, re.ASCII):
        found = found.filter(code__endswith=code)
    elif code:
        found = found.none()
    return found, form


@require_POST
@desk("export")
def export(request: HttpRequest, access: Access) -> StreamingHttpResponse:
    """Of what the list shows: without any identity, whoever asks."""
    found, _ = _found(request, access)
    audit.record(access.name, "ekspor", "laporan", jumlah=found.count())
    rows = (
        found.order_by("received", "code")
        .select_related("reporter")
        .prefetch_related("outcomes")
        .iterator(500)
    )
    answer = StreamingHttpResponse(exporting.as_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="laporan-{timezone.localdate():%Y%m%d}.csv"'
    return answer


@require_GET
@desk()
def one(request: HttpRequest, access: Access, key: Any) -> HttpResponse:
    complaint = access.complaint(key)
    today, holidays, known = timezone.localdate(), days.holidays(), current.known()
    context: dict[str, Any] = {
        "title": complaint.code,
        "one": complaint,
        "category": known.settings.category(complaint.category, complaint.sub),
        "village": known.areas.name(complaint.village) if complaint.village else "",
        "unit": known.settings.unit_name(complaint.unit) if complaint.unit else "",
        "klass": states.CLASSES.get(complaint.klass, ""),
        "channel": states.CHANNELS.get(complaint.channel, ""),
        "text": access.text(complaint),
        "address": access.address(complaint),
        "ratings": [
            (rated.stars, access.reporters(complaint, rated.note))
            for rated in complaint.outcomes.exclude(stars=None)
        ],
        "light": timing.light(complaint, today, holidays),
        "until": nightly.last_day(complaint, holidays),
        "moves": states.possible(complaint.state, access.actors(complaint)),
        "works": access.works_on(complaint),
        "events": [(event, known.settings.unit_name(event.unit)) for event in access.history(complaint)],
        "form": ResponseForm(),
        "alike": duplicates.alike(complaint) if access.is_coordinator else [],
        "merged": duplicates.root(complaint) if complaint.duplicate_of_id and access.is_coordinator else None,
        "warnings": [(warned, level_name(warned.level)) for warned in _warnings(complaint, access)],
    }
    context |= _identity(complaint, access) | _photos(complaint, access)
    return render(request, "complaints/satu.html", context)


def _warnings(complaint: Complaint, access: Access) -> list[Warned]:
    return gravest(warnings(access).filter(complaint=complaint))


def _identity(complaint: Complaint, access: Access) -> dict[str, Any]:
    """Masked, with what opens it; of somebody anonymous an office gets no more than that."""
    if not access.opens_identity(complaint):
        return {"reporter": None}
    return {"reporter": Reporter.objects.filter(complaint=complaint).first()}


def _photos(complaint: Complaint, access: Access) -> dict[str, Any]:
    seen = access.sees_photos(complaint)
    found = complaint.photos.all()
    return {
        "photos": [
            (photo.get_kind_display(), photo.pk, files.link(photo.small, photo.kind)) for photo in found
        ]
        if seen
        else [],
        "hidden_photos": 0 if seen else len(found),
    }


@require_GET
@desk()
def photo(request: HttpRequest, access: Access, key: Any, number: int) -> HttpResponse:
    """As large as it is, by a link that ends; who opened it is written down."""
    complaint = access.complaint(key)
    need(access.sees_photos(complaint))
    found = get_object_or_404(complaint.photos, pk=number)
    audit.record(access.name, "buka foto", events.subject(complaint), kode=complaint.code, foto=found.pk)
    return redirect(files.link(found.file, f"{complaint.code}-{found.kind}"))


@require_POST
@desk()
def seen(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """With one warning about a complaint the lesser ones are taken care of, too."""
    warned = get_object_or_404(warnings(access), pk=number)
    same = warnings(access).filter(complaint=warned.complaint).values_list("pk", flat=True)
    Warned.objects.filter(pk__in=list(same)).update(seen_by=access.name, seen_at=timezone.now())
    audit.record(access.name, "peringatan dilihat", events.subject(warned.complaint), tingkat=warned.level)
    return redirect("complaints:satu", warned.complaint_id)
