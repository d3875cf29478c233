"""The agenda: every letter of a year in its order, void ones too; its PDF; the table."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from opd import audit, reveal, staff
from opd.letters import applications, current, exporting, statistics
from opd.letters.access import Access, need
from opd.letters.models import Letter
from opd.letters.rules import flow
from opd.letters.views.answer import letter_answer

EACH = 50
FULL = (flow.SECTION, flow.SECRETARY, flow.HEAD)


@require_GET
@staff.only()
def listed(request: HttpRequest) -> HttpResponse:
    access = Access(request.user)
    year, today = _year(request.GET.get("tahun")), timezone.localdate()
    found = access.letters().filter(year=year).select_related("application").order_by("count")
    page = Paginator(found, EACH).get_page(request.GET.get("hal"))
    years = sorted({today.year, *access.letters().order_by().values_list("year", flat=True).distinct()})
    total, void = statistics.register(access.office.id, year)
    context = {
        "title": f"Register surat {year}",
        "office": access.office,
        "year": year,
        "years": years,
        "page": page,
        "rows": [
            (letter, exporting.applicant(letter, full=True), exporting.standing(letter, today))
            for letter in page.object_list
        ],
        "total": total,
        "void": void,
        "may_export_full": not access.roles.isdisjoint(FULL),
    }
    return render(request, "letters/register.html", context)


def _year(typed: Any) -> int:
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else timezone.localdate().year


@require_POST
@staff.only()
def export(request: HttpRequest) -> Any:
    """Initials; names for who may have them and says why, and never those of specific types."""
    access = Access(request.user)
    year, full = _year(request.POST.get("tahun")), request.POST.get("penuh") == "ya"
    found = access.letters().filter(year=year).select_related("application").order_by("count")
    subject = f"register:{access.office.id}:{year}"
    if full:
        need(not access.roles.isdisjoint(FULL))
        form = reveal.ReasonForm({"alasan": request.POST.get("alasan", "")})
        if not form.is_valid():
            context = {"title": "Ekspor register", "errors": form.errors["alasan"]}
            return render(request, "letters/ekspor-galat.html", context, status=422)
        reveal.opened(request, subject, "ekspor register dengan nama", form.cleaned_data["alasan"])
    else:
        audit.record(access.name, "ekspor register", subject)
    lines = exporting.rows(found.iterator(chunk_size=500), timezone.localdate(), full=full)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="register-{access.office.label}-{year}.csv"'
    )
    return response


@require_GET
@staff.only()
def pdf(request: HttpRequest, letter: int) -> HttpResponse:
    """To be printed and signed, or to be handed over: for the kelurahan, and a camat whose signature it needs.

    Of a specific type others get it from the page that was opened with a reason (``desk.reveal_all``)."""
    access = Access(request.user)
    one = get_object_or_404(Letter, pk=letter, application__in=access.applications())
    need(access.prints(one.application, current.types().get(one.application.kind)))
    if one.voided_at:  # void letters are printed no more
        need(allowed=False)
    audit.record(access.name, "cetak surat", applications.subject(one.application), nomor=one.number)
    return letter_answer(one)
