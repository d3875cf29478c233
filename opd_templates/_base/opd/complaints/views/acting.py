"""What staff does with a complaint: moves, words, and writing down what comes to the desk or by telephone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from opd import once
from opd.complaints import correcting, current, desk_forms, intake, moving, states
from opd.complaints.access import Access, need
from opd.complaints.forms import DeskForm
from opd.complaints.models import Complaint
from opd.complaints.views.answer import desk
from opd.complaints.views.reporting import filled
from opd.views.telling import told_in, told_to


@desk()
def move(request: HttpRequest, access: Access, key: Any, step: str) -> HttpResponse:
    """A page that asks for what the move needs; it moves when that is sent."""
    complaint = access.complaint(key)
    if step not in states.MOVES:
        raise Http404
    actors = access.actors(complaint)
    need(not states.MOVES[step].actors.isdisjoint(actors))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = desk_forms.for_move(step, complaint, *sent)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            moving.move(complaint, step, access.name, actors, form.cleaned_data)
            messages.success(request, f"{complaint.code}: {states.MOVES[step].word}.")
            still = access.complaints().filter(pk=complaint.pk).exists()
            return redirect("complaints:satu", key) if still else redirect("complaints:meja")
    title = states.MOVES[step].title
    context = {
        "title": title,
        "form": form,
        "button": title,
        "one": complaint,
        "text": access.text(complaint),
        "step": step,
        "category": current.settings().category(complaint.category, complaint.sub),
        "village": current.areas().name(complaint.village) if complaint.village else "",
    }
    return render(request, "complaints/langkah.html", context, status=422 if form.errors else 200)


@desk("verify")
def correct(request: HttpRequest, access: Access, key: Any) -> HttpResponse:
    """Category and village, and what the public sees."""
    complaint = access.complaint(key)
    form = desk_forms.CorrectForm(complaint, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            correcting.correct(complaint, access.name, form.cleaned_data)
            messages.success(request, f"{complaint.code}: perbaikan disimpan.")
            return redirect("complaints:satu", key)
    context = {"title": "Perbaiki data laporan", "form": form, "button": "Simpan perbaikan", "one": complaint}
    context["text"] = complaint.text
    return render(request, "complaints/langkah.html", context, status=422 if form.errors else 200)


@require_POST
@desk()
def respond(request: HttpRequest, access: Access, key: Any) -> HttpResponse:
    complaint = access.complaint(key)
    need(access.works_on(complaint))
    form = desk_forms.ResponseForm(request.POST)
    if complaint.told.ended:
        messages.error(request, "Laporan ini sudah berakhir.")
    elif form.is_valid():
        speaks = not access.actors(complaint).isdisjoint(moving.HANDLERS)
        words = form.cleaned_data
        moving.respond(complaint, access.name, words["teks"], public=words["umum"], speaks=speaks)
        messages.success(request, "Tanggapan disimpan.")
    else:
        messages.error(request, "Tanggapan kosong atau terlalu panjang.")
    return redirect("complaints:satu", key)


@require_POST
@desk("verify")
def new_code(request: HttpRequest, access: Access, key: Any) -> HttpResponse:
    """Shown once, to be read out to whoever reported; the reporter sees in the history that it was changed."""
    complaint = access.complaint(key)
    with told_to(request):
        token = moving.new_token(complaint, access.name)
        context = {"title": "Kode pelacakan baru", "one": complaint, "token": token}
        return render(request, "complaints/diterima-loket.html", context)
    return redirect("complaints:satu", key)


@desk("take_in")
def write_down(request: HttpRequest, access: Access) -> HttpResponse:
    """At the desk or by telephone: the code is shown once, for whoever reported."""
    posted = request.method == "POST"
    form = DeskForm(request.POST, request.FILES) if posted else DeskForm()
    key = once.key_of(request) if posted else None
    if key and Complaint.objects.filter(pk=key).exists():
        return _again(request)
    if posted and form.is_valid():
        notice, channel = current.settings().pemberitahuan.versi, form.cleaned_data["kanal"]
        try:
            made, token = intake.take(
                form.given(), form.pictures(), channel=channel, user=request.user, key=key, notice=notice
            )
        except IntegrityError:  # sent twice at once, and the other one was first
            if key is None:
                raise
            return _again(request)
        context = {"title": "Tanda terima", "one": made, "token": token}
        return render(request, "complaints/diterima-loket.html", context)
    context = filled(form, "Catat laporan")
    return render(request, "complaints/catat.html", context, status=422 if form.errors else 200)


def _again(request: HttpRequest) -> HttpResponse:
    messages.warning(request, "Formulir ini sudah tersimpan. Kode pelacakannya tidak dapat ditampilkan lagi.")
    return redirect("complaints:catat")
