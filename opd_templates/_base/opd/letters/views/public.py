"""What everybody may open: which letters there are, their forms, the review, the receipt."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from opd import limits, once, private
from opd.letters import answers, applications, current, forms, offices
from opd.letters import signing as letter_signing
from opd.letters.models import Application
from opd.letters.rules.kinds import LetterType
from opd.refusal import Refused
from opd.views.telling import told_in

DRAFT = "surat_draf"
AGREED = "Saya sudah membaca pemberitahuan di atas dan menyetujuinya"
LIFE = {"hari": "hari", "bulan": "bulan", "tahun": "tahun"}


def home(request: HttpRequest) -> HttpResponse:
    office = offices.here(request)
    if office is None:
        context: dict[str, Any] = {"title": "Surat kelurahan", "offices": offices.offices().values()}
        return render(request, "letters/kelurahan.html", context)
    kinds = current.types().values()
    context = {
        "title": f"Surat {office.name}",
        "online": [kind for kind in kinds if kind.from_home],
        "counter": [kind for kind in kinds if not kind.from_home],
    }
    return render(request, "letters/beranda.html", context)


def need_office(request: HttpRequest) -> offices.Office:
    """Http404 at the common address of several: nothing is asked for there."""
    office = offices.here(request)
    if office is None:
        raise Http404
    return office


@never_cache
@limits.limited("surat", "20/h")
def form(request: HttpRequest, slug: str) -> HttpResponse:
    office, kind = need_office(request), current.types().get(slug)
    if kind is None:
        raise Http404
    if not kind.from_home:
        return render(request, "letters/di-loket.html", {"title": kind.name, **standard(kind)})
    made = forms.build(kind, consent=AGREED)
    filled = made(request.POST, request.FILES) if request.method == "POST" else made()
    if request.method == "POST":
        key = once.key_of(request)
        if key and Application.objects.filter(pk=key).exists():
            return redirect("letters:tinjau" if kept(request) else "letters:lacak")
        if filled.is_valid():
            try:
                version = current.service().notice_version
                draft, token = applications.draft(kind, office.id, filled.cleaned_data, "web", key, version)
            except IntegrityError:  # sent twice, and the other one was first
                return redirect("letters:lacak")
            remember(request, draft, token)
            return redirect("letters:tinjau")
    context = {"title": kind.name, "form": filled, "key": once.new_key(), **standard(kind)}
    context["lost_files"] = request.method == "POST" and bool(request.FILES)
    return render(request, "letters/permohonan.html", context, status=422 if filled.errors else 200)


def standard(kind: LetterType) -> dict[str, Any]:
    """What is to be published of a service (PermenPANRB 15/2014), and the notice."""
    rules = current.service()
    return {"kind": kind, "rules": rules, "life": life(kind)}


def life(kind: LetterType) -> str:
    return f"{kind.valid[0]} {LIFE[kind.valid[1]]}" if kind.valid else "tanpa batas waktu"


def remember(request: HttpRequest, application: Application, token: str) -> None:
    """For review and receipt, until the browser is closed; the database holds the token sealed at most."""
    sealed = private.sealed(token.encode(), _place(application))
    request.session[DRAFT] = [str(application.pk), sealed]


def kept(request: HttpRequest) -> tuple[Application, str] | None:
    """The request that this browser wrote last, and its token."""
    told = request.session.get(DRAFT)
    found = Application.objects.filter(pk=told[0]).exclude(token="").first() if told else None
    if told is None or found is None or found.kind not in current.types():
        return None
    return found, private.opened(told[1], _place(found)).decode()


def _place(application: Application) -> bytes:
    return f"letters.tanda_terima.{application.pk}".encode()


@never_cache
def review(request: HttpRequest) -> HttpResponse:
    """What was written, once more before it is sent. Numbers of people are masked: a phone is looked at by others."""
    found = kept(request)
    if found is None:
        return redirect("letters:lacak")
    draft, token = found
    if draft.state != "draf":
        return redirect("letters:tanda-terima")
    kind = current.kind(draft.kind)
    context = {
        "title": "Periksa sebelum mengirim",
        "kind": kind,
        "draft": draft,
        "token": token,
        "answers": answers.labelled(draft, kind, full=False),
        "papers": papers(draft, kind),
        "days": current.service().limits.draft_days,
    }
    return render(request, "letters/tinjau.html", context)


def papers(application: Application, kind: LetterType) -> list[tuple[str, Any]]:
    there = {one.code: one for one in application.attachments.all()}
    return [(paper.label, there.get(paper.code)) for paper in kind.requirements]


@never_cache
@limits.limited("surat-ubah", "30/h")
def change(request: HttpRequest) -> HttpResponse:
    found = kept(request)
    if found is None or found[0].state != "draf":
        return redirect("letters:lacak")
    draft, kind = found[0], current.kind(found[0].kind)
    made = forms.build(kind, draft)
    filled = (
        made(request.POST, request.FILES) if request.method == "POST" else made(initial=forms.initial(draft))
    )
    if request.method == "POST" and filled.is_valid():
        with told_in(filled):
            applications.change(draft, filled.cleaned_data)
            return redirect("letters:tinjau")
    context = {"title": f"Ubah: {kind.name}", "form": filled, "button": "Simpan", "back": "letters:tinjau"}
    return render(request, "letters/ubah.html", context, status=422 if filled.errors else 200)


@require_POST
@limits.limited("surat-kirim", "20/h")
def send(request: HttpRequest) -> HttpResponse:
    found = kept(request)
    if found is None:
        return redirect("letters:lacak")
    try:
        applications.submit(found[0], applications.PUBLIC)
    except Refused as refused:
        if Application.objects.get(pk=found[0].pk).state != "draf":
            return redirect("letters:tanda-terima")
        context = {"title": "Belum dapat dikirim", "why": refused.why}
        return render(request, "letters/tertolak.html", context, status=409)
    return redirect("letters:tanda-terima")


@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    found = kept(request)
    if found is None or found[0].state == "draf":
        return redirect("letters:lacak")
    application, token = found
    context = {
        "title": "Tanda terima",
        "application": application,
        "kind": current.kind(application.kind),
        "token": token,
        "electronic": letter_signing.electronic() is not None,
    }
    return render(request, "letters/tanda-terima.html", context)
