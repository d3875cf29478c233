"""Guessed passwords: django-axes counts failures, without keeping a name, an address or a browser.

Five failures of one name from one address lock that pair for a quarter of an hour. Not the name alone: anybody could
keep the staff out. What comes from many addresses is slowed by ``opd.limits`` (the login view).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse

from opd import audit
from opd.limits import too_many
from opd.private import blind

FAILURES = 5
MINUTES = 15


class Attempts(AxesDatabaseHandler):  # type: ignore[misc]  # axes ships no types
    def user_login_failed(self, sender: Any, credentials: dict, request: Any = None, **rest: Any) -> None:
        if request is not None:
            request.axes_user_agent = request.axes_http_accept = ""
            request.GET = request.GET.__class__("")
        super().user_login_failed(sender, credentials, request, **rest)


def name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Stands for the name that was typed, small and capital letters alike."""
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    return blind(f"login {typed.strip().lower()}") if typed else ""


def nobody(*_: object) -> str:
    """How axes names a client in the log: not at all."""
    return "a client"


def refused(request: HttpRequest, *_: object) -> HttpResponse:
    """What axes answers instead of the login page."""
    audit.record("publik", "masuk dikunci", "masuk", menit=MINUTES)
    return too_many(request, MINUTES * 60)


def forget(before: datetime) -> int:
    return AccessAttempt.objects.filter(attempt_time__lt=before).delete()[0]
