"""The staff's desk: figures of all kinds, and one record with all that belongs to it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
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
    is_open = reveal.is_open(request, records.subject(found))
    return render(request, "layanan/berkas.html", page(access, code, kind, found, is_open=is_open))


def page(
    access: Access, code: str, kind: Any, found: Record, *, full: bool = False, is_open: bool = False
) -> dict[str, Any]:
    """What the page of a record shows. ``full``: somebody has just said why, and nothing is masked that they may read;
    ``is_open``: it leads to files and letters, for which that reason counts a little longer."""
    events = [
        (event, WORDS.get(event.what, event.what), _states(kind, event))
        for event in found.events.order_by("-pk")
    ]
    opens = access.opens(kind)
    shown = answers.listed(found, kind, full=full and opens, personal=opens)
    return {
        "title": f"{kind.nama} {found.number}",
        "code": code,
        "kind": kind,
        "record": found,
        "state": kind.status[found.state],
        "light": deadlines.light(found, timezone.localdate()),
        "waits_until": waiting.until(found, kind),
        "answers": shown,
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
        "may_open": access.reveals(kind) and not found.cleared_at,
        "may_open_files": is_open and access.opens_files(kind),
        "may_read_letters": (is_open or not kind.has_personal) and access.reads_letters(kind),
        "may_correct": access.corrects(kind, found),
        "may_erase": access.erases(kind) and found.closed_at and not found.cleared_at,
        "is_full": full,
    }


def _states(kind: Any, event: Any) -> str:
    names = [kind.status[one].nama for one in (event.before, event.after) if one in kind.status]
    return " → ".join(names)


@staff.only()
def reveal_all(request: HttpRequest, code: str, key: Any) -> HttpResponse:
    """Ask for the reason, write it down, show everything once, and lead to files and letters for a while."""
    access = Access(request.user)
    kind, found = access.record(code, key)
    need(access.reveals(kind))
    form = reveal.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reveal.opened(request, records.subject(found), kind.nama, form.cleaned_data["alasan"])
        reveal.keep_open(request, records.subject(found))
        records.event(found, access.name, "buka", note=form.cleaned_data["alasan"])
        told = page(access, code, kind, found, full=True, is_open=True)
        return render(request, "layanan/berkas.html", told)
    what = f"data pribadi, lampiran, dan surat pada {found.number}"
    context = {"title": "Buka data pribadi", "form": form, "what": what}
    return render(request, "opd/buka.html", context, status=422 if form.errors else 200)


@require_GET
@staff.only()
def attachment(request: HttpRequest, code: str, key: Any, attachment: int) -> HttpResponse:
    access = Access(request.user)
    kind, found = access.record(code, key)
    need(access.opens_files(kind))
    one = get_object_or_404(found.attachments, pk=attachment)
    if not reveal.is_open(request, records.subject(found)):
        return redirect("service:buka", code, key)
    audit.record(access.name, "buka lampiran", records.subject(found), isian=one.field)
    try:
        return file_answer(one)
    except FileNotFoundError:
        raise Http404 from None
