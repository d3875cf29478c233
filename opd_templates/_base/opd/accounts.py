"""Who works with an app: sessions that end by themselves, passwords that grow old, and what of it is written down.

BSSN 4/2021 asks for all of it and leaves the figures to the owner: they stand here and in ``opd.passwords``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from opd import audit, passwords
from opd.models import User

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
MINUTE = 60
SEEN, SINCE = "opd_seen", "opd_since"
WATCHED = {"is_active": "aktif", "is_staff": "staf", "is_superuser": "superuser"}

Respond = Callable[[HttpRequest], HttpResponse]


class SessionMiddleware:
    """Ends a session that nobody used for half an hour or that is a working day old, and sends those with an old
    password to renew it. While it answers, the audit log knows who asks."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self._respond(request)
        if is_over(request):
            logout(request)
            messages.info(request, "Sesi Anda sudah berakhir. Silakan masuk lagi.")
            return self._respond(request)
        with audit.acting(request.user.get_username()):
            if needs_new_password(request.user) and request.path not in _always_open():
                return redirect("opd:ganti-sandi")
            return self._respond(request)


def is_over(request: HttpRequest) -> bool:
    """Whether the session's time is over; otherwise it is noted that it was used (once a minute)."""
    now = timezone.now().timestamp()
    since = request.session.setdefault(SINCE, now)
    seen = request.session.get(SEEN, now)
    if now - since > LONGEST.total_seconds() or now - seen > IDLE.total_seconds():
        return True
    if SEEN not in request.session or now - seen > MINUTE:
        request.session[SEEN] = now
    return False


def needs_new_password(user: User) -> bool:
    """Never those of the city's single sign-on, which has rules of its own."""
    if not user.has_usable_password():
        return False
    since = user.password_set_at
    return since is None or timezone.now() - since > passwords.LASTS


def _always_open() -> set[str]:
    return {reverse("opd:ganti-sandi"), reverse("opd:keluar"), reverse("opd:warna")}


@receiver(user_logged_in)
def _came(user: User, request: HttpRequest | None = None, **_: object) -> None:
    if request is not None and hasattr(request, "session"):
        now = timezone.now().timestamp()
        request.session[SINCE] = request.session[SEEN] = now
    audit.record(user.get_username(), "masuk", f"pengguna:{user.pk}")


@receiver(user_logged_out)
def _went(user: User | None, **_: object) -> None:
    if user is not None:
        audit.record(user.get_username(), "keluar", f"pengguna:{user.pk}")


@receiver(user_login_failed)
def _failed(**_: object) -> None:
    """Without the name that was tried: people type their password there."""
    audit.record("publik", "gagal masuk", "masuk")


@receiver(pre_save, sender=User)
def _before(instance: User, update_fields: Any = None, **_: object) -> None:
    """Note what rights had been, to tell afterwards what changed."""
    watched = {*WATCHED, "password_set_at"}
    concerned = update_fields is None or not watched.isdisjoint(update_fields)
    instance._opd_before = (  # noqa: SLF001  # a note on the object, for the receiver below
        User.objects.filter(pk=instance.pk).values(*watched).first() if instance.pk and concerned else None
    )
    instance._opd_concerned = concerned  # noqa: SLF001  # as above


@receiver(post_save, sender=User)
def _after(instance: User, created: bool, **_: object) -> None:  # Django's own signature
    subject, before = f"pengguna:{instance.pk}", instance._opd_before  # noqa: SLF001  # noted above
    if created:
        rights = {label: getattr(instance, name) for name, label in WATCHED.items()}
        audit.record(audit.actor(), "pengguna dibuat", subject, nama=instance.get_username(), **rights)
    elif instance._opd_concerned and before:  # noqa: SLF001  # noted above
        changed = {
            label: getattr(instance, name)
            for name, label in WATCHED.items()
            if getattr(instance, name) != before[name]
        }
        if changed:
            audit.record(audit.actor(), "hak pengguna diubah", subject, **changed)
        if before["password_set_at"] != instance.password_set_at:
            audit.record(audit.actor(), "kata sandi diganti", subject)


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def _given(
    sender: Any, instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **_: object
) -> None:
    """Roles (and rights given past them) that somebody gets or loses, from whichever side."""
    verb = {"post_add": "diberi", "post_remove": "dicabut", "pre_clear": "dicabut"}.get(action)
    if verb is None:
        return
    what = "peran" if sender is User.groups.through else "izin"
    field = "groups" if what == "peran" else "user_permissions"
    if reverse:
        users = model.objects.filter(pk__in=pk_set) if pk_set is not None else instance.user_set.all()
        given = [str(instance)]
    else:
        users = [instance]
        chosen = model.objects.filter(pk__in=pk_set) if pk_set is not None else getattr(instance, field).all()
        given = sorted(str(one) for one in chosen)
    for user in users if given else ():
        audit.record(audit.actor(), f"{what} {verb}", f"pengguna:{user.pk}", **{what: given})
