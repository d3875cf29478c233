"""Figures of nobody in particular: as they are for the head, who is in the house; of whole months, and without small
ones (``opd.queue.sharing``), for the health office and whoever else gets the file."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opd import audit, staff
from opd.profile import profile
from opd.queue import current, forms, reports, sharing
from opd.queue.models import PAYERS, SOURCES

INSIDE, OUTSIDE = "queue.manage_queue", "queue.see_report"
HEAD = (
    *("puskesmas", "tanggal", "kode_poli", "poli", "sumber", "penjamin", "prioritas"),
    *("tiket", "dilayani", "batal", "tidak_hadir", "median_menit_tunggu", "median_menit_layanan"),
)
MONTHLY = (
    *(
        "puskesmas",
        "bulan",
        "kode_poli",
        "poli",
        "tiket",
        "dilayani",
        "batal",
        "tidak_hadir",
        "daring",
        "bpjs",
    ),
    *("median_menit_tunggu", "median_menit_layanan"),
)


def _span(request: HttpRequest) -> tuple[Any, Any, Any]:
    since, until = reports.month()
    form = forms.SpanForm(request.GET if "sejak" in request.GET else {"sejak": since, "sampai": until})
    if form.is_valid():
        since, until = form.cleaned_data["sejak"], form.cleaned_data["sampai"]
    return form, since, until


@require_GET
@staff.only(INSIDE)
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
@staff.only(INSIDE)
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


def _month(request: HttpRequest) -> tuple[forms.MonthForm, date]:
    last = sharing.months()[0]
    form = forms.MonthForm(request.GET if "bulan" in request.GET else {"bulan": f"{last:%Y-%m}"})
    return form, form.cleaned_data["bulan"] if form.is_valid() else last


@require_GET
@staff.only(OUTSIDE)
def monthly(request: HttpRequest) -> HttpResponse:
    form, month = _month(request)
    sums = sharing.of(month) if form.is_valid() else {}
    rooms = current.config().poli
    context = {
        "title": "Laporan bulanan", "form": form, "month": month, "few": sharing.FEW,
        "rooms": [(rooms[code].nama if code in rooms else code, sums[code]) for code in sums],
    }  # fmt: skip
    return render(request, "antrian/laporan-bulanan.html", context, status=422 if form.errors else 200)


@require_GET
@staff.only(OUTSIDE)
def monthly_file(request: HttpRequest) -> HttpResponse:
    form, month = _month(request)
    if not form.is_valid():
        return monthly(request)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="antrian-{month:%Y-%m}.csv"'
    written, rooms = csv.writer(answer), current.config().poli
    written.writerow(MONTHLY)
    for code, told in sharing.of(month).items():
        name = rooms[code].nama if code in rooms else ""
        written.writerow([profile().name, f"{month:%Y-%m}", code, name, *told.values()])
    audit.record(request.user.get_username(), "unduh laporan bulanan", f"laporan:{month:%Y-%m}")
    return answer
