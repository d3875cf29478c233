"""Figures for the head and for the health office: of nobody in particular."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opd import audit, staff
from opd.profile import profile
from opd.queue import current, forms, reports
from opd.queue.models import PAYERS, SOURCES

PERMISSION = "queue.see_report"
HEAD = (
    *("puskesmas", "tanggal", "kode_poli", "poli", "sumber", "penjamin", "prioritas"),
    *("tiket", "dilayani", "batal", "tidak_hadir", "median_menit_tunggu", "median_menit_layanan"),
)


def _span(request: HttpRequest) -> tuple[Any, Any, Any]:
    since, until = reports.month()
    form = forms.SpanForm(request.GET if "sejak" in request.GET else {"sejak": since, "sampai": until})
    if form.is_valid():
        since, until = form.cleaned_data["sejak"], form.cleaned_data["sampai"]
    return form, since, until


@require_GET
@staff.only(PERMISSION)
def show(request: HttpRequest) -> HttpResponse:
    form, since, until = _span(request)
    sums = reports.by_room(reports.rows(since, until)) if form.is_valid() else {}
    rooms = current.config().poli
    context = {
        "title": "Laporan antrian", "form": form, "since": since, "until": until,
        "rooms": [(rooms[code].nama if code in rooms else code, sums[code]) for code in sums],
    }  # fmt: skip
    return render(request, "antrian/laporan.html", context, status=422 if form.errors else 200)


@require_GET
@staff.only(PERMISSION)
def export(request: HttpRequest) -> HttpResponse:
    form, since, until = _span(request)
    if not form.is_valid():
        return show(request)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="antrian-{since}-{until}.csv"'
    written, rooms = csv.writer(answer), current.config().poli
    written.writerow(HEAD)
    for one in reports.rows(since, until):
        name = rooms[one.room].nama if one.room in rooms else ""
        counted = (one.total, one.served, one.cancelled, one.absent, one.wait_minutes, one.serve_minutes)
        labels = (SOURCES[one.source], PAYERS[one.payer], "ya" if one.priority else "tidak")
        written.writerow([profile().name, one.day.isoformat(), one.room, name, *labels, *counted])
    audit.record(request.user.get_username(), "unduh laporan", f"laporan:{since} {until}")
    return answer
