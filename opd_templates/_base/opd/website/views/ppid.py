"""Public information: asking, following, objecting, and the list of what there is.

The token is posted, never part of an address: addresses are logged, kept by browsers, and sent on.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from wagtail.models import Site

from opd import days, tracking
from opd.limits import limited
from opd.website import ppid
from opd.website.models import InformationRequest, PublicInformation
from opd.website.models.documents import CLASSES
from opd.website.models.ppid import day
from opd.website.ppid_forms import ObjectionForm, RequestForm, TrackForm
from opd.website.tables import as_csv

ASKED_AN_HOUR, TRACKED_AN_HOUR = "10/h", "30/h"
UNKNOWN = "Kode ini tidak kami kenal. Periksa kembali setiap hurufnya."
INVALID = 422


@never_cache
@limited("ppid-permohonan", ASKED_AN_HOUR)
def ask(request: HttpRequest) -> HttpResponse:
    form = RequestForm(request.POST or None, initial={"requester_kind": "perorangan"})
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        made.site = Site.find_for_request(request)
        token = ppid.file(made)
        return render(
            request,
            "website/ppid/diterima.html",
            {"title": "Permohonan diterima", "made": made, "token": token},
        )
    status = INVALID if form.errors else 200
    return render(
        request,
        "website/ppid/permohonan.html",
        {"title": "Permohonan informasi publik", "form": form, "notice": ppid.notice()},
        status=status,
    )


@never_cache
@limited("ppid-lacak", TRACKED_AN_HOUR)
def track(request: HttpRequest) -> HttpResponse:
    form = TrackForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = _found(form.cleaned_data["token"])
        if found is None:
            form.add_error("token", UNKNOWN)
    may_object = found is not None and not ppid.why_no_objection(found, day(), days.holidays())
    context = {"title": "Lacak permohonan", "form": form, "found": found, "may_object": may_object}
    return render(request, "website/ppid/lacak.html", context, status=INVALID if form.errors else 200)


@never_cache
@limited("ppid-keberatan", ASKED_AN_HOUR)
def object_to(request: HttpRequest) -> HttpResponse:
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = _found(form.cleaned_data["token"])
        if found is None:
            form.add_error("token", UNKNOWN)
        else:
            try:
                made = ppid.object_to(found, form.cleaned_data["ground"], form.cleaned_data["text"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return render(
                    request,
                    "website/ppid/keberatan-diterima.html",
                    {"title": "Keberatan diterima", "made": made},
                )
    status = INVALID if form.errors else 200
    return render(
        request,
        "website/ppid/keberatan.html",
        {"title": "Keberatan atas permohonan informasi", "form": form},
        status=status,
    )


def _found(token: str) -> InformationRequest | None:
    known = InformationRequest.objects.select_related("objection", "document").prefetch_related("steps")
    return tracking.by_code(known, token, "token_index")


def information(request: HttpRequest) -> HttpResponse:
    rows = PublicInformation.objects.filter(site=Site.find_for_request(request)).select_related("document")
    by_class = [(told, [row for row in rows if row.information_class == each]) for each, told in CLASSES]
    return render(
        request,
        "website/ppid/daftar-informasi.html",
        {"title": "Daftar Informasi Publik", "by_class": by_class},
    )


def information_csv(request: HttpRequest) -> HttpResponse:
    rows = PublicInformation.objects.filter(site=Site.find_for_request(request))
    heading = (
        "Ringkasan",
        "Klasifikasi",
        "Unit",
        "Penanggung jawab",
        "Tahun",
        "Bentuk",
        "Disimpan",
        "Dasar pengecualian",
    )
    told = (
        (
            row.title,
            row.get_information_class_display(),
            row.holder,
            row.responsible,
            row.year,
            row.form,
            row.kept,
            row.legal_basis,
        )
        for row in rows
    )
    return as_csv("daftar-informasi-publik.csv", [heading, *told])
