"""Where the rooms' clerks work. The head of the facility decides it, not whoever makes accounts (`pengelola`): who sits
in which room follows leave and shifts, often within the day, and is the roster that the head answers for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from opd import staff
from opd.queue import current, forms, placements
from opd.queue.views.settings import PERMISSION


@require_GET
@staff.only(PERMISSION)
def listed(request: HttpRequest) -> HttpResponse:
    placed = placements.roster()
    known = {code for _, rooms in placed for code in rooms}
    context = {
        "title": "Penempatan",
        "clerks": [(one, rooms.values()) for one, rooms in placed],
        "empty": [room for code, room in current.config().queues.items() if code not in known],
    }
    return render(request, "antrian/penempatan.html", context)


@staff.only(PERMISSION)
def change(request: HttpRequest, key: int) -> HttpResponse:
    clerk = get_object_or_404(placements.clerks(), pk=key)
    told = request.POST if request.method == "POST" else None  # no room at all is an answer
    form = forms.PlacementForm(told, initial={"rooms": list(placements.rooms(clerk))})
    if form.is_valid():
        placements.place(clerk, form.cleaned_data["rooms"], request.user.get_username())
        messages.success(request, f"Penempatan {clerk.get_username()} disimpan.")
        return redirect("queue:penempatan")
    context = {"title": f"Penempatan {clerk.get_username()}", "form": form, "button": "Simpan penempatan"}
    return render(request, "antrian/penempatan-ubah.html", context, status=422 if form.errors else 200)
