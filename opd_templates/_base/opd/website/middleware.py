"""Which site was asked for, and the content policy of the editors' part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP
from django.utils.functional import SimpleLazyObject

Respond = Callable[[HttpRequest], HttpResponse]


class SiteMiddleware:
    """One app serves many sites: the common templates show the profile of the one that was asked for."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.opd_profile = SimpleLazyObject(lambda: _profile(request))  # type: ignore[attr-defined]  # opd.context
        return self._respond(request)


def _profile(request: HttpRequest) -> Any:
    from wagtail.models import Site  # models are there only after apps are loaded

    from opd.profile import profile
    from opd.website.models import SiteProfile

    site = Site.find_for_request(request)
    known = SiteProfile.objects.filter(site=site).exists() if site else False
    return SiteProfile.for_request(request) if known else profile()


class AdminPolicyMiddleware:
    """Below ``WEBSITE_ADMIN``, and nowhere else, the looser policy: Wagtail's own pages need more than ours."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._respond(request)
        if request.path.startswith(settings.WEBSITE_ADMIN):
            response._csp_config = _policy(response)  # noqa: SLF001  # csp_override, for a path
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _policy(response: HttpResponse) -> dict[str, Any]:
    """A preview went all the way of a visitor's page, policy included: it keeps that, but for who may frame it."""
    if response.headers.pop(CSP.HEADER_ENFORCE, None) is None:
        return settings.WEBSITE_ADMIN_CSP
    return {**settings.SECURE_CSP, "frame-ancestors": settings.WEBSITE_ADMIN_CSP["frame-ancestors"]}
