"""What everybody may open: what the service is, its forms, the receipt."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from opd import limits, once
from opd.service import current, forms, records, sealing
from opd.service.models import Record
from opd.service.schema import Kind
from opd.views.telling import told_in

RECEIPT = "tanda_terima"
AGREED = "Saya sudah membaca pemberitahuan di atas dan menyetujuinya"


def home(request: HttpRequest) -> HttpResponse:
    schema = current.schema()
    offered = [(code, kind) for code, kind in schema.jenis.items() if kind.is_public]
    return render(
        request, "layanan/beranda.html", {"title": schema.nama, "schema": schema, "offered": offered}
    )


@never_cache
@limits.limited("permohonan", "20/h")
def form(request: HttpRequest, code: str) -> HttpResponse:
    kind = _public(code)
    notice = current.schema().pemberitahuan if kind.has_personal else None
    posted = request.method == "POST"
    filled = forms.bound(
        kind,
        kind.asked,
        None,
        request.POST if posted else None,
        request.FILES if posted else None,
        consent=AGREED if notice else "",
    )
    if posted:
        key = once.key_of(request)
        if (again := _came_already(request, key)) is not None:
            return again
        if filled.is_valid():
            version = notice.versi if notice else ""
            with told_in(filled):
                try:
                    record, token = records.create(code, filled.answers(), key=key, notice=version)
                except IntegrityError:  # sent twice, and the other one was first
                    return redirect("service:lacak")
                _remember(request, record, token)
                return redirect("service:tanda-terima")
    context = {
        "title": kind.nama,
        "kind": kind,
        "notice": notice,
        "form": filled,
        "key": once.new_key(),
        "has_files": posted and filled.is_multipart(),
    }
    return render(request, "layanan/permohonan.html", context, status=422 if filled.errors else 200)


def _public(code: str) -> Kind:
    kind = current.schema().jenis.get(code)
    if kind is None or not kind.is_public:
        raise Http404
    return kind


def _came_already(request: HttpRequest, key: uuid.UUID | None) -> HttpResponse | None:
    if key is None or not Record.objects.filter(pk=key).exists():
        return None
    kept = request.session.get(RECEIPT)
    return redirect("service:tanda-terima" if kept and kept[0] == str(key) else "service:lacak")


def _remember(request: HttpRequest, record: Record, token: str) -> None:
    """For the receipt, until the browser is closed; the database holds the token sealed at most."""
    request.session[RECEIPT] = [str(record.pk), sealing.seal(token, f"service.tanda_terima.{record.pk}")]


@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    kept: list[Any] | None = request.session.get(RECEIPT)
    record = Record.objects.filter(pk=kept[0]).first() if kept else None
    if kept is None or record is None:
        return redirect("service:lacak")
    context = {
        "title": "Tanda terima",
        "record": record,
        "kind": current.kind(record.kind),
        "token": sealing.opened(kept[1], f"service.tanda_terima.{record.pk}"),
    }
    return render(request, "layanan/tanda-terima.html", context)
