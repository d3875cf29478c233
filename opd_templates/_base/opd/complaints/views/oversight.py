"""The coordinator's and the leader's pages: every office's figures, SP4N-LAPOR!, who works for which office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from opd import audit
from opd.complaints import current, states, statistics
from opd.complaints.access import Access
from opd.complaints.desk_forms import OfficerForm, Sp4nForm
from opd.complaints.models import Complaint, Officer
from opd.complaints.sp4n import handing, line, telling
from opd.complaints.views.answer import desk

MOST = 100


@require_GET
@desk("see_figures")
def figures(request: HttpRequest, access: Access) -> HttpResponse:
    found = access.complaints().exclude(state__in=(states.WITHDRAWN, states.REFUSED, states.MERGED))
    context = {
        "title": "Capaian",
        "rows": statistics.per_unit(found),
        "categories": statistics.by_category(found, timezone.localdate() - statistics.PERIOD),
    }
    return render(request, "complaints/capaian-staf.html", context)


@require_GET
@desk("verify")
def sp4n(request: HttpRequest, access: Access) -> HttpResponse:
    waiting = handing.without_number()
    known = Complaint.objects.exclude(sp4n_id="").order_by("-sp4n_at")
    is_connected = handing.adapter() is not None
    context = {
        "title": "SP4N-LAPOR!",
        "waiting": [(one, current.settings().category(one.category)) for one in waiting[:MOST]],
        "count": waiting.count(),
        "late": handing.overdue(timezone.localdate()),
        "limit": current.settings().tenggat.sp4n,
        "known": known[:MOST],
        "untold": telling.untold().count() if is_connected else 0,
        "is_connected": is_connected,
    }
    return render(request, "complaints/sp4n.html", context)


@require_POST
@desk("verify")
def sp4n_file(request: HttpRequest, access: Access) -> HttpResponse:
    """All that waits for a number, to be entered there; nobody's identity is in it."""
    write, media = {
        "csv": (handing.as_csv, "text/csv; charset=utf-8"),
        "json": (handing.as_json, "application/json"),
    }.get(request.POST.get("format", ""), (None, ""))
    if write is None:
        raise Http404
    found = list(handing.without_number())
    audit.record(access.name, "ekspor SP4N-LAPOR!", "laporan", jumlah=len(found))
    answer = HttpResponse(write(found), content_type=media)
    name = f"sp4n-{timezone.localdate():%Y%m%d}.{request.POST['format']}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
@desk("verify")
def sp4n_send(request: HttpRequest, access: Access) -> HttpResponse:
    via = handing.adapter()
    if via is None:
        raise Http404
    with line.turn(via, line.AT_A_CLICK) as held:
        _say_sent(request, held, access.name)
    return redirect("complaints:sp4n")


def _say_sent(request: HttpRequest, held: line.Line | None, who: str) -> None:
    if held is None:
        messages.warning(
            request, "Pengiriman lain sedang berjalan. Tunggu sebentar, lalu muat ulang halaman ini."
        )
        return
    sent, failed = handing.send_all(held, who)
    told, more = telling.tell_all(held) if held.is_open else (0, 0)
    say = messages.warning if failed or more or not held.is_open else messages.success
    rest = (
        "" if held.is_open else " SP4N-LAPOR! tidak menjawab atau terlalu lambat; sisanya dikirim malam ini."
    )
    say(request, f"{sent} laporan dan {told} kabar terkirim, {failed + more} gagal.{rest}")


@desk("verify")
def sp4n_note(request: HttpRequest, access: Access, key: Any) -> HttpResponse:
    complaint = access.complaint(key)
    first = {"sp4n": complaint.sp4n_id, "status": complaint.sp4n_status}
    form = Sp4nForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            handing.note(complaint, words["sp4n"], words["status"], access.name)
        except ValueError as error:
            form.add_error("sp4n", str(error))
        else:
            messages.success(request, f"{complaint.code}: nomor SP4N-LAPOR! disimpan.")
            return redirect("complaints:sp4n")
    context = {"title": "Nomor SP4N-LAPOR!", "form": form, "one": complaint, "button": "Simpan"}
    return render(request, "complaints/sp4n-nomor.html", context, status=422 if form.errors else 200)


@desk("manage_officers")
def officers(request: HttpRequest, access: Access) -> HttpResponse:
    form = OfficerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        audit.record(access.name, "unit petugas", f"pengguna:{made.user.get_username()}", unit=made.unit)
        messages.success(
            request, f"{made.user} sekarang bekerja untuk {current.settings().unit_name(made.unit)}."
        )
        return redirect("complaints:petugas")
    rows = [
        (one, current.settings().unit_name(one.unit))
        for one in Officer.objects.select_related("user").order_by("unit", "user__username")
    ]
    context = {"title": "Petugas unit", "form": form, "rows": rows, "button": "Tetapkan"}
    return render(request, "complaints/petugas.html", context, status=422 if form.errors else 200)


@require_POST
@desk("manage_officers")
def release(request: HttpRequest, access: Access, key: int) -> HttpResponse:
    found = get_object_or_404(Officer, pk=key)
    audit.record(
        access.name, "unit petugas dicabut", f"pengguna:{found.user.get_username()}", unit=found.unit
    )
    found.delete()
    messages.success(request, "Petugas tidak lagi bekerja untuk unit itu.")
    return redirect("complaints:petugas")
