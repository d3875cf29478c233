"""What staff does with a request: steps, signing, requests of people who came to the counter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from opd import audit, once, retention, staff
from opd.letters import access as who_may
from opd.letters import (
    answers,
    applications,
    clearing,
    current,
    forms,
    offices,
    signing,
    staff_forms,
    words,
)
from opd.letters.access import Access, need
from opd.letters.models import Application, Letter
from opd.letters.rules import flow
from opd.letters.rules.kinds import LetterType
from opd.letters.rules.wording import filled
from opd.letters.views.public import AGREED, standard
from opd.pdf import RenderError
from opd.views.telling import told_in

FORMS = {"alasan": staff_forms.ReasonForm, "pengambil": staff_forms.CollectForm}


@staff.only()
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """A page that asks for what the step needs; it is done when that is sent."""
    access = Access(request.user)
    found, told = access.application(key), flow.STEPS.get(step)
    if told is None or step == "tanda_tangani" or found.kind not in current.types():
        raise Http404
    need(not access.roles.isdisjoint(told.roles))
    if step == "camat_setuju" and applications.is_electronic(found):
        return redirect("letters:mengetahui", key)
    made = FORMS.get(told.needs, staff_forms.EmptyForm)
    form = made(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with told_in(form):
            applications.move(
                found,
                step,
                access.name,
                access.roles,
                reason=given.get("alasan", ""),
                collector=given.get("pengambil", ""),
            )
            messages.success(request, f"{found.reference}: {words.done(step)}.")
            visible = access.applications().filter(pk=key).exists()  # RT and RW see it no more
            return redirect("letters:berkas", key) if visible else redirect("letters:meja")
    context = {"title": told.name, "form": form, "button": told.name, "application": found, "step": told}
    context["danger"] = told.letter == "batal" or step == "tolak"
    return render(request, "letters/langkah.html", context, status=422 if form.errors else 200)


@staff.only()
def erase(request: HttpRequest, key: UUID) -> HttpResponse:
    access = Access(request.user)
    found = access.application(key)
    need(access.erases())
    form = staff_forms.EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            clearing.on_request(found, access.name, form.cleaned_data["alasan"])
            messages.success(request, f"Data pribadi {found.reference} dihapus.")
            return redirect("letters:berkas", key)
    context = {"title": "Hapus data pribadi", "form": form, "button": "Hapus data pribadi", "danger": True}
    context |= {"application": found, "archived": retention.kinds()["surat"].kept}
    context["has_letter"] = Letter.objects.filter(application=found).exclude(pdf="").exists()
    return render(request, "letters/hapus.html", context, status=422 if form.errors else 200)


@staff.only()
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    access = Access(request.user)
    found = access.application(key)
    if found.kind not in current.types():
        raise Http404
    need(not access.roles.isdisjoint(flow.SIGNERS))
    officials = who_may.signers(access, found.office, timezone.localdate())
    electronic, posted = signing.electronic() is not None, request.POST if request.method == "POST" else None
    form = staff_forms.SignForm(posted, officials=officials, electronic=electronic)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        whose = (found, given["pejabat"], access.name, access.roles)
        if letter := _tried(form, lambda: signing.sign(*whose, given["kertas"], given.get("sandi", ""))):
            messages.success(request, f"Surat {letter.number} dibuat.")
            return redirect("letters:berkas", key)
    context = {
        "title": "Tanda tangani",
        "form": form,
        "button": "Beri nomor dan tanda tangani",
        "application": found,
        "draft": _draft(found),
        "has_officials": officials.exists(),
        "electronic": electronic,
        "same": found.checked_by == access.name,
        "separate": current.service().separate,
    }
    return render(request, "letters/tanda-tangan.html", context, status=422 if form.errors else 200)


@staff.only()
def countersign(request: HttpRequest, key: UUID) -> HttpResponse:
    """A camat signs what the kelurahan signed electronically; on paper it is a step like others."""
    access = Access(request.user)
    found = access.application(key)
    need(flow.CAMAT in access.roles)
    if found.kind not in current.types() or not applications.is_electronic(found):
        raise Http404
    officials = who_may.signers(access, found.office, timezone.localdate(), (flow.CAMAT,))
    posted = request.POST if request.method == "POST" else None
    form = staff_forms.SignatureForm(posted, officials=officials, electronic=True)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        whose = (found, given["pejabat"], access.name, access.roles)
        if letter := _tried(form, lambda: signing.countersign(*whose, given["sandi"])):
            messages.success(request, f"Surat {letter.number} ditandatangani.")
            return redirect("letters:berkas", key)
    context = {
        "title": "Ketahui sebagai camat",
        "form": form,
        "button": "Tanda tangani",
        "application": found,
    }
    context |= {"draft": _draft(found), "has_officials": officials.exists(), "electronic": True}
    return render(request, "letters/tanda-tangan.html", context, status=422 if form.errors else 200)


def _tried(form: staff_forms.SignatureForm, act: Callable[[], Letter]) -> Letter | None:
    """What was signed, or nothing, and the form says why."""
    try:
        with told_in(form):
            return act()
    except signing.SigningError as error:
        form.add_error("sandi" if "sandi" in form.fields else None, str(error))
    except RenderError:
        told = "Surat tidak dapat dibuat. Nomor tidak terpakai; coba lagi atau hubungi pengelola."
        form.add_error(None, told)
    return None


def _draft(found: Application) -> list[tuple[bool, Any]]:
    """The letter's words before it has a number; numbers of people are masked, and specific answers left out."""
    kind, office = current.kind(found.kind), offices.offices()[found.office]
    told = answers.shown(found, kind, full=False)
    if kind.specific:
        told = {code: text if code not in kind.fields else "…" for code, text in told.items()}
    later = dict.fromkeys(("nomor", "penandatangan", "jabatan"), "…")
    dates = signing.dates(kind, timezone.localdate())
    parts = filled(kind, {**told, **later, **dates, "kelurahan": office.name, "kota": office.profile.city})
    return [(isinstance(part, str), part) for part in parts]


@staff.only()
def intake(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody came to the counter: their request is written, and sent at once."""
    access = Access(request.user)
    need(not access.roles.isdisjoint(flow.DESK))
    office, kind = access.office, current.types().get(slug)
    if kind is None:
        raise Http404
    made = forms.build(kind, consent=AGREED.replace("Saya", "Pemohon"))
    form = made(request.POST, request.FILES) if request.method == "POST" else made()
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            try:
                found, token = _written(kind, office.id, form.cleaned_data, once.key_of(request), access.name)
            except IntegrityError:  # sent twice
                return redirect("letters:daftar")
            context = {"title": "Tanda terima", "application": found, "kind": kind, "token": token}
            answer = render(request, "letters/tanda-terima-loket.html", context)
            audit.record(access.name, "tanda terima dicetak", applications.subject(found))
            return answer
    context = {"title": f"{kind.name}: di loket", "form": form, "key": once.new_key(), **standard(kind)}
    return render(request, "letters/loket.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _written(
    kind: LetterType, office: str, given: dict[str, Any], key: UUID | None, who: str
) -> tuple[Application, str]:
    draft, token = applications.draft(kind, office, given, "loket", key, current.service().notice_version)
    return applications.submit(draft, who), token
