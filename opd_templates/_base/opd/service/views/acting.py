"""What staff does with a record: moves, notes, letters."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from opd import audit, reveal, staff
from opd.service import forms, letters, records
from opd.service.access import Access, need
from opd.service.views.answer import pdf_answer
from opd.views.telling import told_in


@staff.only()
def move(request: HttpRequest, code: str, key: Any, step: str) -> HttpResponse:
    """A page that asks for what the move needs; it moves when that is sent."""
    access = Access(request.user)
    kind, record = access.record(code, key)
    told = kind.langkah.get(step)
    if told is None:
        raise Http404
    need(access.has(told.oleh))
    posted = request.method == "POST"
    form = forms.bound(
        kind,
        told.isi,
        record,
        request.POST if posted else None,
        request.FILES if posted else None,
        reason="Alasan" if told.alasan else "",
        opens=access.opens(kind),
    )
    if posted and form.is_valid():
        with told_in(form):
            reason = form.cleaned_data.get("_alasan", "")
            records.move(record, step, access.name, access.roles, form.answers(), reason)
            messages.success(request, f"{record.number}: {told.nama}.")
            return redirect("service:berkas", code, key)
    context = {
        "title": told.nama,
        "form": form,
        "button": told.nama,
        "record": record,
        "code": code,
        "target": kind.status[told.ke].nama,
    }
    return render(request, "layanan/langkah.html", context, status=422 if form.errors else 200)


@require_POST
@staff.only()
def note(request: HttpRequest, code: str, key: Any) -> HttpResponse:
    access = Access(request.user)
    kind, record = access.record(code, key)
    form = forms.NoteForm(request.POST)
    if form.is_valid():
        public = form.cleaned_data["umum"] and kind.is_public
        records.note(record, access.name, form.cleaned_data["teks"], public=public)
        messages.success(request, "Catatan disimpan.")
    else:
        messages.error(
            request, "Catatan kosong, terlalu panjang, atau memuat karakter yang tidak dapat ditampilkan."
        )
    return redirect("service:berkas", code, key)


@staff.only()
def make_letter(request: HttpRequest, code: str, key: Any, letter: str) -> HttpResponse:
    """Choose who signs; the letter gets its number then."""
    access = Access(request.user)
    kind, record = access.record(code, key)
    told = kind.surat.get(letter)
    if told is None:
        raise Http404
    need(access.has(told.oleh))
    signers = letters.signers(timezone.localdate())
    form = forms.LetterForm(request.POST or None, signers=signers)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            made = letters.make(record, letter, form.cleaned_data["penanda_tangan"], access.name)
            messages.success(request, f"{told.nama} {made.number} dibuat.")
            return redirect("service:berkas", code, key)
    context = {
        "title": f"Buat {told.nama.lower()}",
        "form": form,
        "button": "Buat surat",
        "record": record,
        "code": code,
        "has_signers": signers.exists(),
    }
    return render(request, "layanan/buat-surat.html", context, status=422 if form.errors else 200)


@staff.only()
def void_letter(request: HttpRequest, code: str, key: Any, letter: str) -> HttpResponse:
    """A wrong letter: who may make it says why it counts no more."""
    access = Access(request.user)
    kind, record = access.record(code, key)
    told = kind.surat.get(letter)
    if told is None:
        raise Http404
    need(access.has(told.oleh))
    made = get_object_or_404(record.letters, code=letter, voided_at=None)
    form = forms.build(kind, (), reason="Alasan pembatalan")(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            letters.void(record, letter, access.name, form.cleaned_data["_alasan"])
            messages.success(request, f"{told.nama} {made.number} dibatalkan.")
            return redirect("service:berkas", code, key)
    context = {
        "title": f"Batalkan {told.nama.lower()}",
        "form": form,
        "button": "Batalkan surat",
        "record": record,
        "code": code,
        "number": made.number,
    }
    return render(request, "layanan/batal-surat.html", context, status=422 if form.errors else 200)


@require_GET
@staff.only()
def letter(request: HttpRequest, code: str, key: Any, letter: str) -> HttpResponse:
    access = Access(request.user)
    kind, record = access.record(code, key)
    need(access.reads_letters(kind))
    made = get_object_or_404(record.letters, code=letter, voided_at=None)
    if not made.text or made.code not in kind.surat:
        raise Http404
    if kind.has_personal and not reveal.is_open(request, records.subject(record)):
        return redirect("service:buka", code, key)
    audit.record(access.name, "cetak surat", records.subject(record), nomor=made.number)
    return pdf_answer(letters.as_pdf(made), made)
