"""For the templates of a site: ``{% load website %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from wagtail.models import Page, Site

from opd.website import ppid
from opd.website.models.news import without_coming

register = template.Library()

_KEPT = "_website_menu"


@register.simple_tag(takes_context=True)
def top_pages(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The pages right below the first one, and that one itself: ``title``, ``url``, ``in_menu``, ``here``.

    One query a request, however often a template asks.
    """
    request: HttpRequest | None = context.get("request")
    site = Site.find_for_request(request) if request else None
    if site is None:
        return []
    if not hasattr(request, _KEPT):
        root = site.root_page
        below = root.get_children().live().filter(view_restrictions=None)
        setattr(request, _KEPT, [_entry(request, page, root) for page in (root, *below)])
    kept: list[dict[str, Any]] = getattr(request, _KEPT)
    return kept


def _entry(request: HttpRequest, page: Page, root: Page) -> dict[str, Any]:
    url = page.get_url(request) or "/"
    is_root = page.pk == root.pk
    exact = request.path == url
    return {
        "title": "Beranda" if is_root else page.title,
        "url": url,
        "slug": page.slug,
        "is_root": is_root,
        "in_menu": is_root or page.show_in_menus,
        "here": "page" if exact else "true" if not is_root and request.path.startswith(url) else "",
    }


@register.simple_tag(takes_context=True)
def page_by_slug(context: dict[str, Any], slug: str) -> str:
    """The address of a page right below the first one; empty where the OPD took it away."""
    return next((each["url"] for each in top_pages(context) if each["slug"] == slug), "")


@register.simple_tag(takes_context=True)
def trail(context: dict[str, Any]) -> list[Page]:
    """The published pages above this one, from the site's first page on."""
    page, request = context.get("page"), context.get("request")
    site = Site.find_for_request(request) if request else None
    if not isinstance(page, Page) or site is None or not page.path:
        return []
    root = site.root_page
    return [each for each in page.get_ancestors().live() if each.path.startswith(root.path)]


@register.simple_tag(takes_context=True)
def siblings(context: dict[str, Any]) -> list[Page]:
    """What stands beside a page: of dated pages the newest."""
    page = context.get("page")
    if not isinstance(page, Page) or page.depth < 4:  # right below the first page the menu is enough
        return []
    beside = without_coming(page.get_siblings().live())
    if hasattr(page, "date"):
        beside = beside.order_by("-first_published_at")
    return list(beside[:8])


@register.simple_tag
def ppid_days(clock: str) -> str:
    """Working days: ``answer``, ``extension``, ``objection_within``, ``objection_answer``."""
    return ppid.told_days()[f"{clock}_days"]


@register.filter
def bytes_told(size: int | None) -> str:
    """``1,4 MB``."""
    if not size:
        return "0 bita"
    for unit, width in (("MB", 1024**2), ("KB", 1024)):
        if size >= width:
            told = f"{size / width:.1f}" if unit == "MB" else f"{size / width:.0f}"
            return f"{told.replace('.', ',')} {unit}"
    return f"{size} bita"
