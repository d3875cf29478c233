"""Records that staff begins, corrects, takes back, or clears of personal data."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from opd import once, staff
from opd.service import clearing, current, forms, records
from opd.service.access import Access, need
from opd.service.models import Record
from opd.views.telling import told_in

TOLD = "Pemberitahuan di atas sudah ditunjukkan atau dibacakan kepada pemohon, dan disetujuinya"


@staff.only()
def add(request: HttpRequest, code: str) -> HttpResponse:
    """A register's entry, or what somebody hands in at the counter: then the token is shown once."""
    access = Access(request.user)
    kind = access.kind(code)
    need(access.has(kind.buat))
    notice = current.schema().pemberitahuan if kind.is_public and kind.has_personal else None
    posted = request.method == "POST"
    form = forms.bound(
        kind,
        kind.asked,
        None,
        request.POST if posted else None,
        request.FILES if posted else None,
        consent=TOLD if notice else "",
    )
    key = once.key_of(request) if posted else None
    if key is not None and Record.objects.filter(pk=key).exists():
        return redirect("service:daftar", code)
    if posted and form.is_valid():
        with told_in(form):
            record, token = records.create(
                code, form.answers(), user=request.user, key=key, notice=notice.versi if notice else ""
            )
            return _added(request, code, record, token)
    context = {
        "title": f"{kind.nama} baru",
        "form": form,
        "button": "Simpan",
        "code": code,
        "kind": kind,
        "notice": notice,
        "key": once.new_key(),
    }
    return render(request, "layanan/baru.html", context, status=422 if form.errors else 200)


def _added(request: HttpRequest, code: str, record: Record, token: str) -> HttpResponse:
    if token:
        context = {"title": "Tanda terima", "record": record, "code": code, "token": token}
        return render(request, "layanan/tanda-terima-loket.html", context)
    messages.success(request, f"{record.number} disimpan.")
    access = Access(request.user)
    if access.sees(current.kind(code)):
        return redirect("service:berkas", code, record.pk)
    return redirect("service:meja")


@staff.only()
def change(request: HttpRequest, code: str, key: Any) -> HttpResponse:
    access = Access(request.user)
    kind, record = access.record(code, key)
    if kind.koreksi != "ubah":
        raise Http404
    need(access.corrects(kind, record))
    open_fields = [name for name, field in kind.live.items() if not field.is_sealed or access.opens(kind)]
    posted = request.method == "POST"
    form = forms.bound(
        kind,
        open_fields,
        record,
        request.POST if posted else None,
        request.FILES if posted else None,
        reason="Alasan perubahan",
        opens=access.opens(kind),
    )
    if posted and form.is_valid():
        with told_in(form):
            records.change(record, access.name, form.answers(), form.cleaned_data["_alasan"])
            messages.success(request, "Perubahan disimpan.")
            return redirect("service:berkas", code, key)
    context = {
        "title": f"Ubah {record.number}",
        "form": form,
        "button": "Simpan",
        "record": record,
        "code": code,
    }
    return render(request, "layanan/ubah.html", context, status=422 if form.errors else 200)


@staff.only()
def reverse(request: HttpRequest, code: str, key: Any) -> HttpResponse:
    access = Access(request.user)
    kind, record = access.record(code, key)
    if kind.koreksi != "balik":
        raise Http404
    need(access.corrects(kind, record))
    form = forms.build(kind, (), reason="Alasan membalik")(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            made = records.reverse(record, request.user, form.cleaned_data["_alasan"])
            messages.success(request, f"{record.number} dibalik oleh {made.number}.")
            return redirect("service:berkas", code, key)
    context = {
        "title": f"Balik {record.number}",
        "form": form,
        "button": "Balik catatan",
        "record": record,
        "code": code,
    }
    return render(request, "layanan/balik.html", context, status=422 if form.errors else 200)


@staff.only()
def erase(request: HttpRequest, code: str, key: Any) -> HttpResponse:
    access = Access(request.user)
    kind, record = access.record(code, key)
    need(access.erases(kind))
    form = forms.build(kind, (), reason="Alasan penghapusan")(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            clearing.on_request(record, access.name, form.cleaned_data["_alasan"])
            messages.success(request, f"Data pribadi {record.number} dihapus.")
            return redirect("service:berkas", code, key)
    context = {
        "title": "Hapus data pribadi",
        "form": form,
        "button": "Hapus data pribadi",
        "record": record,
        "code": code,
    }
    return render(request, "layanan/hapus.html", context, status=422 if form.errors else 200)
