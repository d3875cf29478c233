"""Lists of records: filtered, searched, taken along as CSV or JSON."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from opd import audit, reveal, staff
from opd.service import answers, deadlines, exporting, searching
from opd.service.access import Access, need
from opd.service.models import Record
from opd.service.schema import Kind

PER_PAGE = 25


@require_GET
@staff.only()
def listed(request: HttpRequest, code: str) -> HttpResponse:
    access = Access(request.user)
    kind = access.kind(code)
    chosen = searching.filters(kind, request.GET)
    looked_for = searching.kept(request, code)
    found = _found(request, access, code, kind).select_related("reverses", "reversal")
    order = searching.order(kind, request.GET)
    page = Paginator(searching.ordered(found, order), PER_PAGE).get_page(request.GET.get("hal"))
    today = timezone.localdate()
    columns = {name: field for name, field in kind.isian.items() if field.kolom}
    rows = [
        {
            "record": record,
            "state": kind.status[record.state],
            "light": deadlines.light(record, today),
            "cells": [
                (field.label, answers.shown(record, name, field, full=False))
                for name, field in columns.items()
            ],
        }
        for record in page.object_list
    ]
    context: dict[str, Any] = {
        "title": kind.nama,
        "code": code,
        "kind": kind,
        "filters": chosen,
        "order": order,
        "days": [
            ("dari", "Diterima dari", request.GET.get("dari", "")),
            ("sampai", "sampai", request.GET.get("sampai", "")),
        ],
        "columns": [field.label for field in columns.values()],
        "rows": rows,
        "page": page,
        "searched": bool(looked_for),
        "searched_in": searching.searched_in(kind),
        "may_add": access.has(kind.buat),
        "may_export": access.has(kind.ekspor),
        "may_export_full": access.has(kind.ekspor_penuh) and kind.has_personal,
        "query": request.GET.urlencode(),
    }
    return render(request, "layanan/daftar.html", context)


def _found(request: HttpRequest, access: Access, code: str, kind: Kind) -> QuerySet[Record]:
    """The list as it is filtered and searched now."""
    visible = searching.found(access.records(code), kind, searching.kept(request, code))
    return searching.filtered(visible, kind, searching.filters(kind, request.GET), request.GET)


@require_POST
@staff.only()
def search(request: HttpRequest, code: str) -> HttpResponse:
    access = Access(request.user)
    searching.keep(request, code, access.kind(code), request.POST.get("cari", ""))
    return redirect("service:daftar", code)


@require_POST
@staff.only()
def export(request: HttpRequest, code: str) -> HttpResponse | StreamingHttpResponse:
    """Of what the list shows. Sent as a form: a full one needs a reason, and a link must not make one."""
    access = Access(request.user)
    kind = access.kind(code)
    need(access.has(kind.ekspor))
    if (form := request.POST.get("format", "")) not in exporting.FORMATS:
        raise Http404
    full = request.POST.get("penuh") == "ya"
    reason = ""
    if full:
        need(access.has(kind.ekspor_penuh))
        asked = reveal.ReasonForm(request.POST)
        if not asked.is_valid():
            context = {
                "title": "Ekspor",
                "why": "Tulis alasan mengekspor data pribadi, paling sedikit 10 huruf.",
            }
            return render(request, "layanan/ditolak.html", context, status=422)
        reason = asked.cleaned_data["alasan"]
    found = _found(request, access, code, kind)
    audit.record(
        access.name, "ekspor", f"jenis:{code}", format=form, penuh=full, jumlah=found.count(), alasan=reason
    )
    media, write = exporting.FORMATS[form]
    lines = write(exporting.rows(found, kind, full=full), kind)
    name = f"{code}-{timezone.localdate():%Y%m%d}{'-penuh' if full else ''}.{form}"
    answer = StreamingHttpResponse(lines, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
