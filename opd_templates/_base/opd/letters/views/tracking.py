"""What whoever holds a token may see and do. The token is sent once; then the session knows the request."""

from __future__ import annotations

from contextlib import suppress

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from opd import limits, tokens, tracking
from opd.letters import applications, current, deadlines, forms, words
from opd.letters.models import Application, Letter
from opd.letters.rules import flow
from opd.letters.views.answer import letter_answer
from opd.letters.views.public import remember
from opd.refusal import Refused
from opd.views.telling import told_in

SESSION = "surat_lacak"
leave = tracking.leave("letters:lacak")


@never_cache
@limits.limited("surat-lacak", "30/h")
def ask(request: HttpRequest) -> HttpResponse:
    form = forms.CodeForm(request.POST or None)
    found = form.found(_known())
    if found is not None:
        if found.state == "draf":
            remember(request, found, tokens.normal(form.cleaned_data["kode"]))
            return redirect("letters:tinjau")
        request.session[SESSION] = str(found.pk)
        return redirect("letters:status")
    context = {"title": "Lacak permohonan", "form": form, "button": "Lacak"}
    return render(request, "letters/lacak.html", context, status=422 if form.errors else 200)


def _known() -> QuerySet[Application]:
    """Not those of a type that the office no longer has."""
    return Application.objects.filter(kind__in=[*current.types()])


def tracked(request: HttpRequest) -> Application | None:
    return tracking.opened(request, SESSION, _known().exclude(token=""))


@never_cache
def status(request: HttpRequest) -> HttpResponse:
    found = tracked(request)
    if found is None:
        return redirect("letters:lacak")
    kind = current.kind(found.kind)
    letter = Letter.objects.filter(application=found, voided_at=None).first()
    steps = flow.possible(found.state, {flow.APPLICANT})
    context = {
        "title": kind.name,
        "application": found,
        "kind": kind,
        "told": words.STATE_TEXTS[found.state],
        "light": deadlines.light(found, timezone.now()),
        "may_cancel": "batalkan" in steps,
        "may_complete": "lengkapi" in steps,
        "letter": letter,
        "may_download": bool(
            letter and letter.electronic and letter.pdf and (found.state == "diambil" or "unduh" in steps)
        ),
        "events": [(event, words.event(event)) for event in found.events.filter(public=True).order_by("-pk")],
        "completion_days": current.service().limits.completion_days,
    }
    return render(request, "letters/status.html", context)


@never_cache
@limits.limited("surat-lengkapi", "30/h")
def complete(request: HttpRequest) -> HttpResponse:
    found = tracked(request)
    if found is None:
        return redirect("letters:lacak")
    if found.state != "belum_lengkap":
        raise Http404
    made = forms.build(current.kind(found.kind), found)
    form = (
        made(request.POST, request.FILES) if request.method == "POST" else made(initial=forms.initial(found))
    )
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            applications.change(found, form.cleaned_data)
            applications.move(found, "lengkapi", applications.PUBLIC, {flow.APPLICANT})
            return redirect("letters:status")
    reason = found.events.filter(after="belum_lengkap").exclude(note="").order_by("-pk").first()
    context = {
        "title": "Lengkapi permohonan",
        "form": form,
        "button": "Kirim lagi",
        "back": "letters:status",
        "reason": reason.note if reason else "",
    }
    return render(request, "letters/ubah.html", context, status=422 if form.errors else 200)


@never_cache
@limits.limited("surat-batal", "20/h")
def cancel(request: HttpRequest) -> HttpResponse:
    found = tracked(request)
    if found is None:
        return redirect("letters:lacak")
    if request.method == "POST":
        with suppress(Refused):  # the next page says where the request is now
            applications.move(found, "batalkan", applications.PUBLIC, {flow.APPLICANT})
        return redirect("letters:status")
    if "batalkan" not in flow.possible(found.state, {flow.APPLICANT}):
        raise Http404
    return render(request, "letters/batalkan.html", {"title": "Batalkan permohonan", "application": found})


@never_cache
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """A letter that was signed electronically: with it, it is collected."""
    found = tracked(request)
    letter = Letter.objects.filter(application=found, voided_at=None).first() if found else None
    if found is None or letter is None or not letter.electronic or not letter.pdf:
        raise Http404
    if found.state != "diambil":
        try:
            applications.move(found, "unduh", applications.PUBLIC, {flow.APPLICANT})
        except Refused:
            raise Http404 from None
    return letter_answer(letter)
