"""What is no page of the tree: search, the map of the site, feeds, and what machines ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from wagtail.models import Page, Site

from opd.limits import limited
from opd.website.models import AnnouncementPage, ContactPage, NewsPage, SiteProfile
from opd.website.models.news import paged, without_coming

LONGEST_QUERY = 100
IN_FEED = 20
VALID = timedelta(days=180)  # security.txt (RFC 9116: less than a year is recommended)


def _root(request: HttpRequest) -> Page:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site.root_page


@limited("cari", "60/m", methods=("GET",))
def search(request: HttpRequest) -> HttpResponse:
    asked = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY]
    found: Any = []
    if asked:
        pages = Page.objects.descendant_of(_root(request), inclusive=True).live().public()
        found = without_coming(pages).specific().search(asked, operator="and")
    context = {
        "title": "Cari",
        "asked": asked,
        "items": paged(request, found),
        "documents": _documents(request, asked),
    }
    return render(request, "website/cari.html", context)


def _documents(request: HttpRequest, asked: str) -> Any:
    return SiteProfile.for_request(request).documents().search(asked, operator="and")[:10] if asked else []


def site_map(request: HttpRequest) -> HttpResponse:
    root = _root(request)
    pages = root.get_descendants().live().public().filter(depth__lte=root.depth + 2)
    tree: list[tuple[Page, list[Page]]] = []
    for page in without_coming(pages).order_by("path"):
        if page.depth == root.depth + 1:
            tree.append((page, []))
        elif tree and page.path.startswith(tree[-1][0].path):
            tree[-1][1].append(page)
    return render(request, "website/peta-situs.html", {"title": "Peta situs", "tree": tree, "root": root})


def feed(request: HttpRequest, form: str) -> HttpResponse:
    """News and announcements, the newest first, as RSS 2.0 or Atom."""
    root, opd = _root(request), SiteProfile.for_request(request)
    news = NewsPage.objects.descendant_of(root).live().public().current()[:IN_FEED]
    announcements = (
        AnnouncementPage.objects.descendant_of(root).live().public().begun().order_by("-begins")[:IN_FEED]
    )
    newest = sorted([*news, *announcements], key=lambda each: each.date, reverse=True)[:IN_FEED]
    kind = {"rss": Rss201rev2Feed, "atom": Atom1Feed}[form]
    made = kind(
        title=opd.name,
        link=root.get_full_url(request),
        description=f"Berita dan pengumuman {opd.name}",
        language="id",
        feed_url=request.build_absolute_uri(),
    )
    for each in newest:
        at = each.first_published_at or timezone.now()
        url = each.get_full_url(request)
        made.add_item(
            title=each.title, link=url, description=each.summary, pubdate=at, updateddate=each.last_published_at or at,
            unique_id=url,
        )  # fmt: skip
    return HttpResponse(made.writeString("utf-8"), content_type=kind.content_type)


def absent(_: HttpRequest) -> HttpResponse:
    raise Http404


def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /kelola/", "Disallow: /staf/", "Disallow: /cari/"]
    return _text([*lines, f"Sitemap: {_absolute(request, 'sitemap')}"])


def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116. It ends half a year after the day it is asked for: it is made anew each time."""
    midnight = datetime.combine(timezone.now().astimezone(UTC).date(), datetime.min.time(), UTC)
    lines = [
        f"Contact: {_contact(request)}",
        f"Expires: {(midnight + VALID).isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: id, en",
        f"Canonical: {_absolute(request, 'website:security')}",
    ]
    return _text(lines)


def _contact(request: HttpRequest) -> str:
    """RFC 9116 asks for one: the office's mail, or where it is found."""
    if email := SiteProfile.for_request(request).email:
        return f"mailto:{email}"
    root = _root(request)
    page = ContactPage.objects.child_of(root).live().first() or root
    return str(page.get_full_url(request))


def _absolute(request: HttpRequest, name: str) -> str:
    return request.build_absolute_uri(reverse(name))


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
