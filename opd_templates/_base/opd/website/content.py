"""A site that is of use from its first day: filled from ``profil.yaml`` and ``content.yaml``, where there is none yet.

What people wrote is left alone, and what they took away does not come back: a site with a first page is never touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import slugify
from wagtail.models import Collection, Locale, Page, Site, Task, Workflow
from wagtail.rich_text import RichText

from opd.profile import Profile, profile
from opd.website import access, ppid, tenants
from opd.website.models import (
    AgendaPage,
    AnnouncementPage,
    AnnouncementsPage,
    ContactPage,
    DocumentsPage,
    EventPage,
    GalleriesPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    Official,
    OfficialsPage,
    Position,
    PublicInformation,
    SectionPage,
    ServicePage,
    ServicesPage,
    SiteProfile,
    StatisticPage,
    StatisticsPage,
    StructurePage,
    TextPage,
)
from opd.website.models.news import today
from opd.website.roles import EDITOR, WRITER

LOCALHOST, HTTP, HTTPS = "localhost", 80, 443
HOME_DEPTH = 2
ROOT = "Semua situs"
OWN_LINKS = {"portal kota": "city_portal", "aplikasi pengaduan": "complaints_app"}
COMPONENTS = ("requirements", "procedure", "duration", "cost", "product", "complaints")


def seed() -> int:
    """How many sites were filled."""
    own = profile()
    wanted: list[tuple[str, Profile]] = [("", own), *((each.id, each.profile) for each in tenants.of(own))]
    return sum(_site(id_, each) for id_, each in wanted)


def _site(id_: str, told: Profile) -> bool:
    site = _found(id_)
    if site is not None and isinstance(site.root_page.specific, HomePage):
        _at_its_host(site, told)
        return False
    home = _home(id_, told)
    site = _served(site, id_, told, home)
    collection = Collection.get_first_root_node().add_child(name=told.name)
    SiteProfile.objects.update_or_create(site=site, defaults=_identity(told, collection))
    _pages(home, told)
    for row in _texts(told)["information"]:
        PublicInformation.objects.create(site=site, holder=told.name, **row)
    roles = [f"{role} {id_}".strip() for role in (WRITER, EDITOR)]
    access.give(site, collection, *roles)
    if id_:
        access.give_identity(site, roles[1])
    return True


def _found(id_: str) -> Site | None:
    """A small site is known by its id, which is its first page's slug: hosts change."""
    if id_:
        return Site.objects.filter(root_page__slug=id_, root_page__depth=HOME_DEPTH).first()
    return Site.objects.filter(is_default_site=True).first()


def _at_its_host(site: Site, told: Profile) -> None:
    """Hosts are the platform's to give, not the editors'."""
    if told.host and site.hostname != told.host:
        site.hostname, site.port = told.host, HTTPS
        site.save()


def _home(id_: str, told: Profile) -> HomePage:
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(title=ROOT, slug="root", locale=Locale.get_default())
    texts = _texts(told)
    home = HomePage(
        title=told.name,
        slug=id_ or "beranda",
        summary=texts["home"]["summary"],
        slogan=texts["home"]["slogan"],
        head_title=told.head_title,
        head_name=told.head_name,
        greeting=texts["home"]["greeting"],
        show_in_menus=True,
    )
    root.add_child(instance=home)
    home.save_revision().publish()
    return home


def _served(site: Site | None, id_: str, told: Profile, home: HomePage) -> Site:
    """The site at its host. Wagtail's own first page, groups and workflow make room; its roots get a name."""
    values = {"hostname": told.host or LOCALHOST, "port": HTTPS if told.host else HTTP, "site_name": told.name,
              "root_page": home, "is_default_site": not id_}  # fmt: skip
    if site is None:
        return Site.objects.create(**values)
    former = site.root_page
    for name, value in values.items():
        setattr(site, name, value)
    site.save()
    if not id_ and former.depth > 1 and former.pk != home.pk and not former.get_children().exists():
        former.specific.delete()
        Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
        for made in (Workflow, Task):
            made.objects.filter(name="Moderators approval").delete()
        Page.objects.filter(depth=1, title="Root").update(title=ROOT, draft_title=ROOT)
        Collection.objects.filter(depth=1, name="Root").update(name=ROOT)
    return site


def _identity(told: Profile, collection: Collection) -> dict[str, Any]:
    hours = told.hours or _texts(told)["hours"]
    return {
        **{
            name: getattr(told, name)
            for name in ("name", "short_name", "kind", "city", "address", "phone", "email")
        },
        "color": told.color.lower(),
        "hours_text": "\n".join(f"{row['days']}: {row['time']}" for row in hours),
        "is_sample": told.example,
        "collection": collection,
        **_links(told),
    }


def _links(told: Profile) -> dict[str, str]:
    """Where the OPD's links stand: two have places of their own, known by their titles; the others are accounts."""
    found = {row["title"].strip(): row["url"] for row in told.links if _is_https(row)}
    own = {OWN_LINKS[title.lower()]: url for title, url in found.items() if title.lower() in OWN_LINKS}
    rest = [f"{title}: {url}" for title, url in found.items() if title.lower() not in OWN_LINKS]
    return {**own, "social_text": "\n".join(rest)}


def _is_https(row: dict[str, str]) -> bool:
    return row.get("url", "").startswith("https://")


@cache
def _raw() -> dict[str, Any]:
    return yaml.safe_load(Path(__file__).with_name("content.yaml").read_text(encoding="utf-8"))


def _texts(told: Profile) -> dict[str, Any]:
    known = {"name": told.name, "city": told.city, "short": told.short_name or told.name,
             "head": told.head_title or "Kepala"}  # fmt: skip
    return _filled(_raw(), {**known, **ppid.told_days()})


def _filled(value: Any, known: dict[str, str]) -> Any:
    """The texts with ``{name}`` and the like put in; as HTML where the text is HTML."""
    if isinstance(value, dict):
        return {key: _filled(each, known) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, known) for each in value]
    if not isinstance(value, str):
        return value
    said = {key: escape(each) for key, each in known.items()} if value.lstrip().startswith("<") else known
    for key, each in said.items():
        value = value.replace("{" + key + "}", each)
    return value.strip()


def _pages(home: HomePage, told: Profile) -> None:
    texts = _texts(told)
    for page in (
        SectionPage(**_menu(texts["profile"])),
        ServicesPage(**_menu(texts["services"])),
        NewsIndexPage(**_menu(texts["news"])),
        AnnouncementsPage(**_menu(texts["announcements"])),
        AgendaPage(**texts["agenda"]),
        GalleriesPage(**texts["galleries"]),
        DocumentsPage(**_menu(texts["documents"])),
        StatisticsPage(**texts["statistics"]),
        *(TextPage(**_text(row)) for row in texts["pages"]),
        ContactPage(**_menu(texts["contact"])),
    ):
        _publish(home, page)
    below: dict[str, Page] = {page.slug: page.specific for page in home.get_children()}
    for parent, page in _inner(texts, told):
        _publish(below[parent], page)


def _inner(texts: dict[str, Any], told: Profile) -> Iterator[tuple[str, Page]]:
    yield from (("profil", TextPage(**_text(row))) for row in texts["profile_pages"])
    structure = StructurePage(**texts["structure"])
    structure.positions = [Position(sort_order=at, **row) for at, row in enumerate(_positions(texts, told))]
    yield "profil", structure
    officials = OfficialsPage(**texts["officials"])
    if told.head_title:
        officials.officials = [
            Official(name=told.head_name or "Nama pejabat belum diisi", title=told.head_title)
        ]
    yield "profil", officials
    yield from (
        ("layanan", _service(row, at)) for at, row in enumerate(told.services or texts["service_pages"])
    )
    for row in texts["news_pages"]:
        author = f"Tim Redaksi {told.short_name or told.name}"
        yield "berita", NewsPage(**{**_text(row), "author": author, "date": today()})
    yield from (
        ("pengumuman", AnnouncementPage(**_text(row), begins=today())) for row in texts["announcement_pages"]
    )
    yield from (("agenda", _event(row)) for row in texts["events"])
    yield from (("ppid", TextPage(**_text(row))) for row in texts["ppid_pages"])
    yield from (("statistik", StatisticPage(**row)) for row in texts["tables"])


def _positions(texts: dict[str, Any], told: Profile) -> list[dict[str, Any]]:
    rows = [dict(row) for row in texts["positions"]]
    rows[0] |= {"title": told.head_title or rows[0]["title"], "name": told.head_name}
    return rows


def _service(row: dict[str, Any], at: int) -> ServicePage:
    """Of ``profil.yaml`` or ours: ``title``, ``summary``, and the six components, as lines or lists."""
    said = {name: row[name] for name in COMPONENTS if row.get(name)}
    lines = {
        name: "\n".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in said.items()
    }
    url = str(row.get("url", ""))
    return ServicePage(
        title=row["title"],
        slug=slugify(row["title"])[:200] or f"layanan-{at}",
        summary=str(row.get("summary", ""))[:250],
        icon=row.get("icon", "dokumen"),
        body=row.get("body", ""),
        online=url if url.startswith("https://") else "",
        **lines,
    )


def _event(row: dict[str, Any]) -> EventPage:
    """Some working days from now, at nine."""
    day = timezone.localtime() + timedelta(days=14)
    begins = datetime.combine(day.date(), datetime.min.time(), timezone.get_current_timezone()).replace(
        hour=9
    )
    return EventPage(**row, begins=begins, ends=begins + timedelta(hours=2))


def _menu(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "show_in_menus": True}


def _text(row: dict[str, Any]) -> dict[str, Any]:
    """``body`` is HTML; ``button`` its text and address."""
    blocks: list[tuple[str, Any]] = [("text", RichText(row["body"]))]
    if button := row.get("button"):
        blocks.append(("button", button))
    rest = {key: value for key, value in row.items() if key not in ("body", "button")}
    return {**rest, "body": blocks}


def _publish(parent: Page, page: Page) -> None:
    parent.add_child(instance=page)
    page.save_revision().publish()


def demo() -> int:
    from opd.website.demo import fill  # Pillow's drawing tools are for this alone

    return fill()
