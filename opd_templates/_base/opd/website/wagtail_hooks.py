"""What is added to Wagtail's part, and what is taken away from it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from opd import guide
from opd.website import labels
from opd.website.models import PublicDocument, PublicInformation, ServicePage

# Users are the base's; nobody here makes sites or groups by hand.
HIDDEN = {"users", "groups", "sites"}
A_PANEL = 20  # documents


class _Completeness(Component):
    """How many of the services that somebody may edit say all that has to be published."""

    order = 50

    def __init__(self, services: list[ServicePage]) -> None:
        self._services = services

    def render_html(self, parent_context: Any = None) -> SafeString:
        lacking = [each for each in self._services if each.missing]
        context = {
            "lacking": lacking,
            "total": len(self._services),
            "complete": len(self._services) - len(lacking),
        }
        return mark_safe(render_to_string("website/panel/beranda.html", context))  # noqa: S308  # a template's output


class _Documents(Component):
    """Which documents of those that somebody may change have to be looked at."""

    order = 40

    def __init__(self, documents: list[PublicDocument]) -> None:
        self._documents = documents

    def render_html(self, parent_context: Any = None) -> SafeString:
        context = {"documents": self._documents}
        return mark_safe(render_to_string("website/panel/dokumen.html", context))  # noqa: S308  # a template's output


class _Guide(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return guide.is_there()


@hooks.register("construct_homepage_panels")
def completeness(request: HttpRequest, panels: list[Any]) -> None:
    editable = policy_registry.get_by_type(Page).instances_user_has_permission_for(request.user, "change")
    services = list(ServicePage.objects.filter(pk__in=editable.values("pk")).order_by("path"))
    if services:
        panels.append(_Completeness(services))


@hooks.register("construct_homepage_panels")
def documents(request: HttpRequest, panels: list[Any]) -> None:
    policy = policy_registry.get_by_type(PublicDocument)
    found = policy.instances_user_has_permission_for(request.user, "change").exclude(
        is_checked=True, suspects=""
    )
    if waiting := list(found.order_by("-created_at")[:A_PANEL]):
        panels.append(_Documents(waiting))


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
@hooks.register("construct_help_menu")
def less(_: HttpRequest, items: list[Any]) -> None:
    """Without what is hidden, and without what leads outside: Wagtail's guides are in English."""
    items[:] = [item for item in items if item.name not in HIDDEN and "//" not in item.url]


@hooks.register("register_help_menu_item")
def our_guide() -> MenuItem:
    return _Guide("Panduan petugas", reverse("opd:panduan"), icon_name="help", order=10)


hooks.register("insert_global_admin_js", labels.script)


@hooks.register("register_admin_menu_item")
def back() -> MenuItem:
    return MenuItem("Beranda staf", reverse("opd:staf"), icon_name="home", order=10)


class PublicInformationViewSet(ModelViewSet):
    model = PublicInformation
    icon = "list-ul"
    menu_label = "Daftar informasi"
    add_to_admin_menu = True
    menu_order = 700
    list_display = ("title", "information_class", "year", "site")
    list_filter = ("information_class", "year")
    search_fields = ("title",)
    copy_view_enabled = False
    panels = (
        FieldPanel("site"),
        FieldPanel("title"),
        FieldPanel("information_class"),
        FieldPanel("legal_basis"),
        FieldRowPanel([FieldPanel("holder"), FieldPanel("responsible")]),
        FieldRowPanel([FieldPanel("year"), FieldPanel("form"), FieldPanel("kept")]),
        FieldPanel("document"),
    )


@hooks.register("register_admin_viewset")
def public_information() -> PublicInformationViewSet:
    return PublicInformationViewSet("daftar-informasi", url_prefix="daftar-informasi")
