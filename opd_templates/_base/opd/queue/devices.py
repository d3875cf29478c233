"""Screens and kiosks are let in by a code, typed once; a cookie that is signed tells who they are from then on."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from opd import tokens
from opd.queue.models import Device
from opd.queue.naming import MOST_SERIES
from opd.refusal import Refused

COOKIE, SALT = "perangkat", "opd.queue.device"
DAYS = 365


def register(kind: str, name: str, rooms: str = "", width: int = 80) -> tuple[Device, str]:
    """A screen or a kiosk, and the code that lets it in."""
    code = tokens.new()
    device = Device.objects.create(kind=kind, name=name, rooms=rooms, width=width, digest=tokens.digest(code))
    return device, code


def by_code(code: str) -> Device | None:
    digest = tokens.digest(code)
    return Device.objects.filter(digest=digest, active=True).first() if digest else None


def remember(response: HttpResponse, device: Device) -> None:
    response.set_signed_cookie(
        COOKIE, str(device.pk), salt=SALT, max_age=DAYS * 86400, secure=True, httponly=True, samesite="Lax"
    )


def of(request: HttpRequest, *kinds: str) -> Device:
    """The device that asks. PermissionDenied where it is none of ``kinds``, or is no longer let in."""
    key = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=DAYS * 86400)
    device = Device.objects.filter(pk=key, active=True, kind__in=kinds).first() if key else None
    if device is None:
        raise PermissionDenied
    today = timezone.localdate()
    if device.seen_on != today:
        Device.objects.filter(pk=device.pk).update(seen_on=today)
    return device


def desk(key: UUID, name: str) -> Device:
    """The browser at a desk, with a series of numbers of its own from its first visit on. Refused."""
    known = Device.objects.filter(pk=key).first()
    if known is not None:
        if known.kind != "desk" or not known.active:
            raise Refused("Peramban ini tidak lagi boleh dipakai sebagai loket.")
        Device.objects.filter(pk=key).update(seen_on=timezone.localdate())
        return known
    # Whoever was let go yesterday holds no paper of today: the series is free again.
    gone = Device.objects.filter(kind="desk", active=False, seen_on__lt=timezone.localdate())
    gone.update(series=None)
    taken = set(Device.objects.filter(kind="desk").values_list("series", flat=True))
    for series in range(1, MOST_SERIES + 1):
        if series not in taken:
            try:
                with transaction.atomic():
                    return Device.objects.create(
                        pk=key, kind="desk", name=name, series=series, seen_on=timezone.localdate()
                    )
            except IntegrityError:  # another browser was first
                continue
    raise Refused(
        "Semua deret luring terpakai. Cabut peramban loket yang tidak dipakai lagi; deretnya bebas esok hari."
    )
