"""What whoever holds a token may see and do. The token is sent once; then the session knows the complaint."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from opd import days, files, limits, tracking
from opd.complaints import current, duplicates, moving, nightly, states, timing
from opd.complaints.forms import REPORTER_FORMS, RatingForm
from opd.complaints.intake import PUBLIC
from opd.complaints.models import Complaint
from opd.views.telling import told_in

SESSION, DIGEST = "lacak", "lacak_sidik"
ACTORS = frozenset({states.REPORTER})
leave = tracking.leave("complaints:lacak")


@never_cache
@limits.limited("lacak", current.settings().batas.lacak)
def ask(request: HttpRequest) -> HttpResponse:
    form = tracking.CodeForm(request.POST if request.method == "POST" else None)
    found = form.found(Complaint.objects)
    if found is not None:
        request.session[SESSION], request.session[DIGEST] = str(found.pk), found.token
        return redirect("complaints:lacak-laporan")
    context = {"title": "Lacak laporan", "form": form, "button": "Lacak"}
    return render(request, "complaints/lacak.html", context, status=422 if form.errors else 200)


def _tracked(request: HttpRequest) -> Complaint | None:
    """While the code that opened it is its code: another one closes what was opened before."""
    digest = request.session.get(DIGEST)
    return tracking.opened(request, SESSION, Complaint.objects.filter(token=digest)) if digest else None


@never_cache
def status(request: HttpRequest) -> HttpResponse:
    one = _tracked(request)
    if one is None:
        return redirect("complaints:lacak")
    today, holidays, known = timezone.localdate(), days.holidays(), current.known()
    merged = duplicates.root(one) if one.duplicate_of_id else None
    limit, outcome = known.settings.tenggat.ombudsman, one.outcome
    context: dict[str, Any] = {
        "title": f"Laporan {one.code}",
        "one": one,
        "category": known.settings.category(one.category, one.sub),
        "village": known.areas.name(one.village) if one.village else "",
        "unit": known.settings.unit_name(one.unit) if one.unit else "",
        "klass": states.CLASSES.get(one.klass, ""),
        "light": timing.light(one, today, holidays),
        "until": nightly.last_day(one, holidays),
        "moves": states.possible(one.state, ACTORS),
        "rating": outcome.stars if outcome else None,
        "may_rate": outcome is not None and outcome.stars is None and one.cleared_at is None,
        "events": one.events.filter(public=True).order_by("-pk"),
        "photos": [
            (photo.get_kind_display(), files.link(photo.small, photo.kind)) for photo in one.photos.all()
        ],
        "merged": merged.told if merged else None,
        "unit_name": known.settings.unit_name,
        "to_ombudsman": one.runs and days.passed(one.received, today, holidays) > limit,
        "limit": limit,
    }
    return render(request, "complaints/lacak-laporan.html", context)


@never_cache
@limits.limited("lacak-langkah", "30/h")
def move(request: HttpRequest, step: str) -> HttpResponse:
    one = _tracked(request)
    if one is None:
        return redirect("complaints:lacak")
    told = states.possible(one.state, ACTORS).get(step)
    if told is None:
        raise Http404
    form = REPORTER_FORMS[step](*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            moving.move(one, step, PUBLIC, ACTORS, form.cleaned_data)
            return redirect("complaints:lacak-laporan")
    context = {"title": told.title, "form": form, "button": told.title, "one": one}
    return render(request, "complaints/lacak-langkah.html", context, status=422 if form.errors else 200)


@never_cache
@limits.limited("nilai", "30/h")
def rate(request: HttpRequest) -> HttpResponse:
    one = _tracked(request)
    if one is None:
        return redirect("complaints:lacak")
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            moving.rate(one, int(form.cleaned_data["bintang"]), form.cleaned_data["kesan"])
            return redirect("complaints:lacak-laporan")
    context = {"title": "Nilai penanganan", "form": form, "button": "Kirim penilaian", "one": one}
    return render(request, "complaints/lacak-langkah.html", context, status=422 if form.errors else 200)
