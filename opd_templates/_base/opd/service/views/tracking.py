"""What whoever holds a token may see and do. The token is sent once; then the session knows the record."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from opd import limits, tracking
from opd.service import answers, current, deadlines, forms, letters, records, waiting
from opd.service.models import Record
from opd.service.schema.kinds import APPLICANT
from opd.service.views.answer import pdf_answer
from opd.views.telling import told_in

SESSION = "lacak"
leave = tracking.leave("service:lacak")


@never_cache
@limits.limited("lacak", "30/h")
def ask(request: HttpRequest) -> HttpResponse:
    form = tracking.CodeForm(request.POST or None)
    record = form.found(Record.objects)
    if record is not None:
        request.session[SESSION] = str(record.pk)
        return redirect("service:lacak-status")
    context = {"title": "Lacak permohonan", "form": form, "button": "Lacak"}
    return render(request, "layanan/lacak.html", context, status=422 if form.errors else 200)


def _tracked(request: HttpRequest) -> Record | None:
    record = tracking.opened(request, SESSION, Record.objects.exclude(token=""))
    return record if record is not None and record.kind in current.schema().jenis else None


@never_cache
def status(request: HttpRequest) -> HttpResponse:
    record = _tracked(request)
    if record is None:
        return redirect("service:lacak")
    kind = current.kind(record.kind)
    context: dict[str, Any] = {
        "title": f"Permohonan {record.number}",
        "record": record,
        "kind": kind,
        "state": kind.status[record.state],
        "light": deadlines.light(record, timezone.localdate()),
        "moves": kind.applicant_moves(record.state),
        "waits_until": waiting.until(record, kind),
        "events": record.events.filter(public=True).order_by("-pk"),
        "answers": [one for one in answers.listed(record, kind) if kind.isian[one.code].pengisi == APPLICANT],
        "letters": [(letter, kind.surat[letter.code].nama) for letter in letters.for_applicant(record)],
    }
    return render(request, "layanan/status.html", context)


@never_cache
@limits.limited("lacak-langkah", "30/h")
def move(request: HttpRequest, step: str) -> HttpResponse:
    record = _tracked(request)
    if record is None:
        return redirect("service:lacak")
    kind = current.kind(record.kind)
    told = kind.applicant_moves(record.state).get(step)
    if told is None:
        raise Http404
    posted = request.method == "POST"
    form = forms.bound(
        kind,
        told.isi,
        record,
        request.POST if posted else None,
        request.FILES if posted else None,
        reason="Alasan" if told.alasan else "",
        opens=True,
    )
    if posted and form.is_valid():
        with told_in(form):
            reason = form.cleaned_data.get("_alasan", "")
            records.move(record, step, APPLICANT, frozenset({APPLICANT}), form.answers(), reason)
            return redirect("service:lacak-status")
    context = {"title": told.nama, "form": form, "button": told.nama, "record": record}
    return render(request, "layanan/lacak-langkah.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
def letter(request: HttpRequest, letter: str) -> HttpResponse:
    record = _tracked(request)
    theirs = letters.for_applicant(record) if record else []
    made = next((one for one in theirs if one.code == letter), None)
    if made is None:
        raise Http404
    return pdf_answer(letters.as_pdf(made), made)
