"""The OPD's colour as a style sheet: pages carry no style of their own (CSP)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from opd.profile import profile


def color(request: HttpRequest) -> HttpResponse:
    found = getattr(request, "opd_profile", None) or profile()
    sheet = f":root{{--color-primary:{found.color}}}\n"
    return HttpResponse(sheet, content_type="text/css", headers={"Cache-Control": "public, max-age=3600"})
