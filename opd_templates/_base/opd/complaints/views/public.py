"""What everybody may open: the front page, the public list, the figures, the data."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opd import files, limits
from opd.complaints import current, open_data, states, statistics
from opd.complaints.models import Complaint, Photo
from opd.complaints.redaction import without_reporter

PER_PAGE = 20
LATEST = 6
CLEARED, WITHDRAWN = "Teks sudah dihapus menurut masa simpan.", "Teks tidak ditampilkan."


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    settings = current.settings()
    context = {
        "title": settings.nama,
        "settings": settings,
        "totals": statistics.totals(Complaint.objects.all()),
        "latest": [shown(one) for one in open_data.listed()[:LATEST]],
    }
    return render(request, "complaints/beranda.html", context)


def shown(complaint: Complaint) -> dict[str, Any]:
    """A complaint for the public's eyes, and nothing more of it."""
    known, outcome = current.known(), complaint.outcome
    return {
        "code": complaint.code,
        "category": known.settings.category(complaint.category, complaint.sub),
        "village": known.areas.name(complaint.village) if complaint.village else "",
        "unit": known.settings.unit_name(complaint.unit) if complaint.unit else "",
        "text": complaint.public_text or (CLEARED if complaint.cleared_at else WITHDRAWN),
        "state": complaint.told,
        "received": complaint.received,
        "finished": complaint.finished_at,
        "place": open_data.public_place(complaint),
        "rating": outcome.stars if outcome else None,
    }


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    known = current.known()
    found, asked = open_data.listed(), {}
    for name, column, allowed in (
        ("kategori", "category", known.settings.kategori),
        ("kelurahan", "village", known.areas.codes()),
        ("status", "state", states.LISTED),
    ):
        value = request.GET.get(name, "")
        if value in allowed:
            found, asked[name] = found.filter(**{column: value}), value
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("hal"))
    context = {
        "title": "Laporan warga",
        "asked": asked,
        "page": page,
        "rows": [shown(one) for one in page.object_list],
        "categories": [(code, one.nama) for code, one in known.settings.kategori.items()],
        "villages": known.areas.choices(),
        "states": [(code, states.STATES[code].name) for code in states.STATES if code in states.LISTED],
    }
    return render(request, "complaints/laporan.html", context)


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    complaint = get_object_or_404(open_data.listed(), code=code)
    context = {
        "title": f"Laporan {complaint.code}",
        "one": shown(complaint),
        "answers": [
            (answer.at, without_reporter(complaint, answer.text))
            for answer in complaint.responses.filter(public=True)
        ],
        "events": complaint.events.filter(public=True).only("at", "what", "unit"),
        "photos": _photos(complaint.photos.filter(public=True).exclude(kind=Photo.REPORT)),
    }
    return render(request, "complaints/laporan-satu.html", context)


def _photos(found: Any) -> list[tuple[str, str]]:
    """What is in the picture, and an address of it that ends."""
    return [(photo.get_kind_display(), files.link(photo.small, photo.kind)) for photo in found]


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Each office's traffic light. What is about conduct counts, and is named nowhere."""
    found = Complaint.objects.exclude(state__in=(states.WITHDRAWN, states.REFUSED, states.MERGED))
    context = {
        "title": "Capaian tiap dinas",
        "rows": statistics.per_unit(found),
        "categories": statistics.by_category(found, timezone.localdate() - statistics.PERIOD),
    }
    return render(request, "complaints/capaian.html", context)


@require_safe
@limits.limited("data-terbuka", "60/h", ("GET",))
def data(request: HttpRequest, form: str) -> StreamingHttpResponse:
    write, media = {
        "csv": (open_data.as_csv, "text/csv; charset=utf-8"),
        "json": (open_data.as_json, "application/json"),
    }[form]
    rows = (open_data.row(one) for one in open_data.listed().order_by("received", "code").iterator(500))
    answer = StreamingHttpResponse(write(rows), content_type=media)
    name = f"pengaduan-{timezone.localdate():%Y%m%d}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def package(request: HttpRequest) -> JsonResponse:
    base = request.build_absolute_uri("/").rstrip("/")
    return JsonResponse(open_data.package(base), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def opened(request: HttpRequest) -> HttpResponse:
    """What the data is, for people."""
    return render(request, "complaints/data.html", {"title": "Data terbuka", "columns": open_data.COLUMNS})
