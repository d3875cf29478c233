"""What the head of the facility decides: closed days, other quotas, screens and kiosks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from opd import audit, staff
from opd.queue import current, devices, forms, opening, schedule
from opd.queue.models import Change, Device, Outgoing

PERMISSION = "queue.manage_queue"


@staff.only(PERMISSION)
def changes(request: HttpRequest) -> HttpResponse:
    form = forms.ChangeForm(request.POST or None, instance=Change(made_at=timezone.now()))
    if request.method == "POST" and form.is_valid():
        made = form.save()
        audit.record(
            request.user.get_username(),
            "ubah jadwal",
            f"poli:{made.room} {made.day}",
            tutup=made.closed,
            mulai=schedule.clock(made.since) if made.since else "",
            sampai=schedule.clock(made.until) if made.until else "",
            kuota=made.quota,
        )
        if made.closed and (holders := opening.holders(made.room, made.day)):
            messages.warning(
                request,
                f"{holders} orang memegang nomor untuk jam yang ditutup itu. Loket melihat siapa yang perlu dihubungi.",
            )
        messages.success(request, "Perubahan disimpan.")
        return redirect("queue:jadwal")
    found = Change.objects.filter(day__gte=timezone.localdate())
    context: dict[str, Any] = {
        "title": "Perubahan jadwal", "form": form,
        "changes": [(one, current.config().poli.get(one.room)) for one in found],
        "rooms": current.config().queues.items(),
    }  # fmt: skip
    return render(request, "antrian/jadwal.html", context, status=422 if form.errors else 200)


@require_POST
@staff.only(PERMISSION)
def remove_change(request: HttpRequest, key: int) -> HttpResponse:
    found = get_object_or_404(Change, pk=key)
    audit.record(request.user.get_username(), "hapus perubahan jadwal", f"poli:{found.room} {found.day}")
    found.delete()
    messages.success(request, "Jadwal biasa berlaku lagi.")
    return redirect("queue:jadwal")


@staff.only(PERMISSION)
def device_list(request: HttpRequest) -> HttpResponse:
    form, code = forms.DeviceForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        device, code = devices.register(**form.cleaned_data)
        audit.record(
            request.user.get_username(), "perangkat dibuat", f"perangkat:{device.pk}", jenis=device.kind
        )
        form = forms.DeviceForm()
    context = {
        "title": "Perangkat", "form": form, "code": code, "devices": Device.objects.all(),
        "unsent": Outgoing.objects.filter(sent_at=None).exclude(fault="").count(),
    }  # fmt: skip
    return render(request, "antrian/perangkat.html", context, status=422 if form.errors else 200)


@require_POST
@staff.only(PERMISSION)
def remove_device(request: HttpRequest, key: UUID) -> HttpResponse:
    """It is let in no more. A desk's series is not given to another browser on the same day."""
    found = get_object_or_404(Device, pk=key)
    audit.record(request.user.get_username(), "perangkat dicabut", f"perangkat:{found.pk}", jenis=found.kind)
    if found.kind == "desk":
        found.active = False
        found.save(update_fields=["active"])
    else:
        found.delete()
    messages.success(request, "Perangkat tidak lagi terhubung.")
    return redirect("queue:perangkat")
