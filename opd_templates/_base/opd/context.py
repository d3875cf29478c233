"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from opd import staff
from opd.profile import profile


def opd(request: HttpRequest) -> dict[str, Any]:
    """``opd``: the profile (a middleware may set another one, ``request.opd_profile``, where one app serves many
    OPDs); ``menu``: (title, address) pairs; ``staff_menu``: the staff's pages that this user may open."""
    return {
        "opd": getattr(request, "opd_profile", None) or SimpleLazyObject(profile),
        "menu": settings.OPD_MENU,
        "staff_menu": SimpleLazyObject(lambda: staff.menu(request)),
    }
