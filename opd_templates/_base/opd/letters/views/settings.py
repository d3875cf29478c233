"""Who signs, who works where, and the city's figures."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from opd import audit, roles, staff
from opd.letters import offices, staff_forms, statistics
from opd.letters.access import Access
from opd.letters.models import Official, Placement
from opd.letters.roles import ADMIN
from opd.models import User


def _reach(request: HttpRequest) -> list[str]:
    """The kelurahan whose officials somebody may name: their own, or all for the city."""
    return list(offices.offices()) if roles.has(request.user, ADMIN) else Access(request.user).offices


@staff.only("letters.manage_officials")
def officials(request: HttpRequest) -> HttpResponse:
    reach = _reach(request)
    form = _form(request, reach, None)
    if request.method == "POST" and form.is_valid() and (made := form.saved()):
        audit.record(audit.actor(), "pejabat ditambah", f"pejabat:{made.pk}", kelurahan=made.office)
        messages.success(request, f"{made.name} ditambahkan.")
        return redirect("letters:pejabat")
    context = {"title": "Pejabat", "form": form, "button": "Tambah"}
    context["officials"] = [
        (one, offices.offices()[one.office].name) for one in Official.objects.filter(office__in=reach)
    ]
    return render(request, "letters/pejabat.html", context, status=422 if form.errors else 200)


@staff.only("letters.manage_officials")
def official(request: HttpRequest, key: int) -> HttpResponse:
    reach = _reach(request)
    one = get_object_or_404(Official, pk=key, office__in=reach)
    form = _form(request, reach, one)
    if request.method == "POST" and form.is_valid() and form.saved():
        audit.record(audit.actor(), "pejabat diubah", f"pejabat:{one.pk}", isian=form.changed_data)
        messages.success(request, "Perubahan disimpan.")
        return redirect("letters:pejabat")
    context = {"title": "Ubah pejabat", "form": form, "button": "Simpan"}
    return render(request, "letters/pejabat-ubah.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, reach: list[str], one: Official | None) -> staff_forms.OfficialForm:
    placed = User.objects.filter(is_active=True, groups__name__in=("lurah", "sekretaris", "camat")).distinct()
    if offices.ONLY not in offices.offices():
        placed = placed.filter(placements__office__in=reach)
    initial = None if one else {"since": timezone.localdate()}
    return staff_forms.OfficialForm(
        request.POST or None, instance=one, initial=initial, allowed=reach, accounts=placed
    )


@staff.only("letters.manage_placements")
def placements(request: HttpRequest) -> HttpResponse:
    form = staff_forms.PlacementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        told = {"kelurahan": made.office, "rt": made.rt, "rw": made.rw}
        audit.record(audit.actor(), "ditempatkan", f"pengguna:{made.user_id}", **told)
        messages.success(request, f"{made.user.get_username()} ditempatkan.")
        return redirect("letters:penempatan")
    known = offices.offices()
    shown = Placement.objects.select_related("user").order_by("office", "user__username")
    context = {"title": "Penempatan", "form": form, "button": "Tempatkan", "alone": offices.ONLY in known}
    context["placements"] = [(one, known[one.office].name) for one in shown if one.office in known]
    return render(request, "letters/penempatan.html", context, status=422 if form.errors else 200)


@require_POST
@staff.only("letters.manage_placements")
def remove(request: HttpRequest, key: int) -> HttpResponse:
    one = get_object_or_404(Placement, pk=key)
    audit.record(audit.actor(), "penempatan dihapus", f"pengguna:{one.user_id}", kelurahan=one.office)
    one.delete()
    messages.success(request, "Penempatan dihapus.")
    return redirect("letters:penempatan")


@require_GET
@staff.only("letters.see_city")
def city(request: HttpRequest) -> HttpResponse:
    """Figures of all kelurahan: no request, no name."""
    rows = [(office, statistics.of(office.id)) for office in offices.offices().values()]
    return render(request, "letters/kota.html", {"title": "Semua kelurahan", "rows": rows})
