"""Citizens report: the form, which may be sent twice and makes one complaint, and the receipt."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from opd import limits, once
from opd.complaints import current, intake
from opd.complaints.forms import ReportForm
from opd.complaints.models import Complaint
from opd.private import opened, sealed

RECEIPT = "tanda_terima"
# The edge forbids all of it, but where an app says what it needs.
PERMISSIONS = "camera=(), geolocation=(self), microphone=()"


TRIES = 6
"""For one report that is taken: whoever mistypes is not shut out, and pictures are not rewritten without an end."""


def _tries() -> str:
    count, period = current.settings().batas.kirim.split("/")
    return f"{int(count) * TRIES}/{period}"


@never_cache
@limits.limited("lapor-coba", _tries())
def report(request: HttpRequest) -> HttpResponse:
    posted = request.method == "POST"
    form = ReportForm(request.POST, request.FILES) if posted else ReportForm()
    if posted:
        key = once.key_of(request)
        if key and Complaint.objects.filter(pk=key).exists():
            return _again(request, key)
        if form.is_valid():
            if seconds := limits.exceeded("lapor", limits.client(request), current.settings().batas.kirim):
                return limits.too_many(request, seconds)
            notice = current.settings().pemberitahuan.versi
            try:
                made, token = intake.take(form.given(), form.pictures(), key=key, notice=notice)
            except IntegrityError:  # sent twice at once, and the other one was first
                if key is None:
                    raise
                return _again(request, key)
            remember(request, made, token)
            return redirect("complaints:diterima")
    answer = render(
        request, "complaints/lapor.html", filled(form, "Lapor"), status=422 if form.errors else 200
    )
    answer.headers["Permissions-Policy"] = PERMISSIONS
    return answer


def filled(form: ReportForm, title: str) -> dict[str, Any]:
    """What the form's page knows."""
    return {
        "title": title,
        "form": form,
        "settings": current.settings(),
        "notice": current.settings().pemberitahuan,
        "key": once.new_key(),
        "has_files": form.is_bound,
        "parts": (
            ("Kejadian", ("kategori", "uraian", "foto")),
            ("Tempat", ("kelurahan", "alamat")),
            ("Pelapor", ("anonim", "nama", "telepon", "surel", "nik", "rahasia")),
        ),
    }


def _again(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    kept = request.session.get(RECEIPT)
    return redirect("complaints:diterima" if kept and kept[0] == str(key) else "complaints:lacak")


def remember(request: HttpRequest, complaint: Complaint, token: str) -> None:
    """For the receipt, until the browser is closed; the database holds the token sealed at most."""
    request.session[RECEIPT] = [str(complaint.pk), sealed(token.encode(), _place(complaint))]


def _place(complaint: Complaint) -> bytes:
    return f"complaints.tanda_terima.{complaint.pk}".encode()


@never_cache
def received(request: HttpRequest) -> HttpResponse:
    kept: list[Any] | None = request.session.get(RECEIPT)
    complaint = Complaint.objects.filter(pk=kept[0]).first() if kept else None
    if kept is None or complaint is None:
        return redirect("complaints:lacak")
    context = {
        "title": "Laporan diterima",
        "one": complaint,
        "token": opened(kept[1], _place(complaint)).decode(),
        "settings": current.settings(),
    }
    return render(request, "complaints/diterima.html", context)
