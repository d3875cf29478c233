"""The addresses for whoever is signed in and asks below ``WEBSITE_ADMIN`` (opd.website.editing)."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from opd.website import editing

editing.complete()  # before the addresses: hooks add some

from wagtail.admin import urls as wagtail_admin_urls  # noqa: E402

# Users and their roles are the base's pages: Wagtail's let whoever changes users make superusers.
_users = RedirectView.as_view(pattern_name="opd:pengguna")

urlpatterns = [
    path("kelola/login/", RedirectView.as_view(pattern_name="opd:masuk")),
    re_path(r"^kelola/(?:users|groups|bulk/opd/user)/", _users),
    path("kelola/", include(wagtail_admin_urls)),
    *import_module(settings.ROOT_URLCONF).urlpatterns,
]
