"""The staff's desk: figures of all kinds, and one record with all that belongs to it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from opd import audit, reveal, staff
from opd.service import answers, current, deadlines, forms, records, statistics, waiting
from opd.service.access import Access, need
from opd.service.models import Record
from opd.service.views.answer import file_answer

WORDS = {
    "masuk": "Diterima", "langkah": "Status berubah", "ubah": "Data diubah", "balik": "Dibalik", "catatan": "Catatan",
    "surat": "Surat dibuat", "surat batal": "Surat dibatalkan", "bersih": "Data pribadi dihapus",
    "buka": "Data pribadi dibuka",
}  # fmt: skip


@require_GET
@staff.only()
def dashboard(request: HttpRequest) -> HttpResponse:
    access = Access(request.user)
    figures = [
        statistics.of(access.records(code), code, kind)
        for code, kind in access.kinds().items()
        if access.sees(kind)
    ]
    adds = [(code, kind) for code, kind in access.kinds().items() if access.has(kind.buat)]
    context = {"title": "Meja layanan", "figures": figures, "adds": adds, "schema": current.schema()}
    return render(request, "layanan/meja.html", context)


@require_GET
@staff.only()
def record(request: HttpRequest, code: str, key: Any) -> HttpResponse:
    access = Access(request.user)
    kind, found = access.record(code, key)
    return render(request, "layanan/berkas.html", page(access, code, kind, found))


def page(access: Access, code: str, kind: Any, found: Record, *, full: bool = False) -> dict[str, Any]:
    """What the page of a record shows. ``full``: nothing is masked."""
    events = [
        (event, WORDS.get(event.what, event.what), _states(kind, event))
        for event in found.events.order_by("-pk")
    ]
    shown = answers.listed(found, kind, full=full, personal=access.opens(kind))
    return {
        "title": f"{kind.nama} {found.number}",
        "code": code,
        "kind": kind,
        "record": found,
        "state": kind.status[found.state],
        "light": deadlines.light(found, timezone.localdate()),
        "waits_until": waiting.until(found, kind),
        "answers": shown,
        "has_masked": any(answer.is_masked for answer in shown),
        "events": events,
        "moves": access.moves(kind, found),
        "new_letters": access.letters(kind, found),
        "letters": [
            (letter, kind.surat[letter.code].nama)
            for letter in found.letters.all()
            if letter.code in kind.surat
        ],
        "note_form": forms.NoteForm(),
        "reversal": Record.objects.filter(reverses=found).first(),
        "may_void": {code for code, letter in kind.surat.items() if access.has(letter.oleh)},
        "may_open": access.opens(kind),
        "may_open_files": access.opens_files(kind),
        "may_read_letters": access.reads_letters(kind),
        "may_correct": access.corrects(kind, found),
        "is_full": full,
    }


def _states(kind: Any, event: Any) -> str:
    names = [kind.status[one].nama for one in (event.before, event.after) if one in kind.status]
    return " → ".join(names)


@staff.only()
def reveal_all(request: HttpRequest, code: str, key: Any) -> HttpResponse:
    """Ask for the reason, write it down, show everything once."""
    access = Access(request.user)
    kind, found = access.record(code, key)
    need(access.opens(kind))
    form = reveal.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reveal.opened(request, records.subject(found), kind.nama, form.cleaned_data["alasan"])
        records.event(found, access.name, "buka", note=form.cleaned_data["alasan"])
        return render(request, "layanan/berkas.html", page(access, code, kind, found, full=True))
    context = {"title": "Buka data pribadi", "form": form, "what": f"NIK dan telepon pada {found.number}"}
    return render(request, "opd/buka.html", context, status=422 if form.errors else 200)


@require_GET
@staff.only()
def attachment(request: HttpRequest, code: str, key: Any, attachment: int) -> HttpResponse:
    access = Access(request.user)
    kind, found = access.record(code, key)
    need(access.opens_files(kind))
    one = get_object_or_404(found.attachments, pk=attachment)
    audit.record(access.name, "buka lampiran", records.subject(found), isian=one.field)
    try:
        return file_answer(one)
    except FileNotFoundError:
        raise Http404 from None
