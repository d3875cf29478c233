"""Who works on a site does so in Bahasa Indonesia: what Wagtail leaves in English has words of ours."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import wagtail
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from django.test import SimpleTestCase
from django.utils.translation import gettext
from wagtail.models import Collection

from opd import content
from opd.website import labels
from opd.website.models import NewsPage, Picture, PublicDocument

from .sites import SeededTest, staff
from .test_editing import news

DOMAINS = ("django", "djangojs")
(OURS,) = map(Path, settings.LOCALE_PATHS)
WAGTAIL = Path(wagtail.__file__).parent
PLACEHOLDERS = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|</?\w+|&\w+;")
# What leads or calls outside; names of kinds of XML are no addresses.
COMPLAINTS = "www.lapor.go.id"  # where each site leads who complains
OUTSIDE = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
# Where nobody of a site comes: apps that are not installed, mail, users (their pages are the base's).
ELSEWHERE = re.compile(
    r"wagtailcore/(api|contrib/frontend_cache|contrib/routable_page|contrib/sitemaps|models/api\.py)"
    r"|wagtailadmin/templates/wagtailadmin/notifications/"
    r"|wagtailusers/(templates|templatetags|views)/"
)
# As whole words in any case. None is a word of Indonesian.
ENGLISH = re.compile(
    r"\b(pages?|views?|edit(ed|ing)?|saved?|requests?|approved?|referenced|exploring|reports?|collapse|actions?|history"
    r"|search|publish(ed)?|drafts?|live|add(ed)?|delete[sd]?|move[sd]?|cop(y|ied)|choose|select|upload(ed)?|change[sd]?"
    r"|show|hide|more|back|close|cancel|submit(ted)?|review|awaiting|locked|times?|title|name|type|date|user|owner"
    r"|created?|updated?|comments?|settings|status:|site|link|email|the|this|your?|there|no|yes|none|any|all|by|of|and"
    r"|with|for|to|from|has|been|is|are|not|root)\b",
    re.IGNORECASE,
)
# Said otherwise by a script of ours (labels.FIXED); columns of a file that is imported.
ALLOWED = {"Search", "from", "to"}
# Their links lead to pages in English outside: ours say what is needed, and lead nowhere.
UNLINKED = ("JavaScript is required to use Wagtail", "See our <a ")
LINK = re.compile(r"<a .*?</a>", re.DOTALL)
# What Wagtail's own markup fixes in English. A script and a template of ours say the first two otherwise; then its
# logo, in pages that are closed here, and a button of workflows, which no role of ours makes.
MARKUP = re.compile(r'(?:aria-label|title|placeholder|alt|value)="([A-Z][a-z]+(?: [^"{<]*)?)"')
IN_MARKUP = {"Search", "Actions", "Wagtail", "Add"}
# Says None, and is shown only once a script has counted.
NOTHING = "[data-side-panel-toggle-counter][hidden]"
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-w-tooltip-content-value")


def catalog(domain: str) -> polib.POFile:
    return polib.pofile(str(OURS / "id" / "LC_MESSAGES" / f"{domain}.po"))


def wagtails(domain: str, language: str) -> Iterator[polib.POEntry]:
    """Of its apps that are installed."""
    for app in apps.get_app_configs():
        file = Path(app.path, "locale", language, "LC_MESSAGES", f"{domain}.po")
        if file.is_relative_to(WAGTAIL) and file.is_file():
            for entry in polib.pofile(str(file)):
                entry.occurrences = [(f"{app.label}/{path}", line) for path, line in entry.occurrences]
                yield entry


def key(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def words(html: str) -> list[str]:
    """What is seen or read out."""
    soup = BeautifulSoup(html, "html.parser")
    for each in [*soup(["script", "style"]), *soup.select(NOTHING)]:
        each.decompose()
    told = [tag[name] for tag in soup.find_all(True) for name in SPOKEN if tag.get(name)]
    buttons = [tag.get("value", "") for tag in soup.find_all("input", type=["submit", "button"])]
    return [*soup.stripped_strings, *told, *buttons]


class Catalogs(SimpleTestCase):
    maxDiff = None

    def test_what_is_filled_in_stays_as_it_is(self) -> None:
        for domain in DOMAINS:
            for entry in catalog(domain):
                said = entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr
                asked = entry.msgid_plural or entry.msgid
                if asked.startswith(UNLINKED):
                    asked = LINK.sub("", asked)
                with self.subTest(entry.msgid):
                    self.assertTrue(said)
                    self.assertEqual(
                        Counter(PLACEHOLDERS.findall(said)), Counter(PLACEHOLDERS.findall(asked))
                    )
                    self.assertEqual(said[-1].isspace(), asked[-1].isspace())
                    self.assertNotIn("fuzzy", entry.flags)

    def test_nothing_is_kept_that_wagtail_no_longer_says(self) -> None:
        for domain in DOMAINS:
            asked = {(*key(entry), entry.msgid_plural) for entry in wagtails(domain, "en")}
            ours = [(*key(entry), entry.msgid_plural) for entry in catalog(domain)]
            self.assertEqual([entry for entry in ours if entry not in asked], [])
            self.assertEqual([entry for entry, times in Counter(ours).items() if times > 1], [])

    def test_nothing_that_wagtail_says_is_left_in_english(self) -> None:
        for domain in DOMAINS:
            known = {key(entry) for entry in wagtails(domain, "id_ID") if entry.translated()}
            known |= {key(entry) for entry in catalog(domain)}
            missing = {
                entry.msgid: entry.occurrences
                for entry in wagtails(domain, "en")
                if key(entry) not in known and not all(ELSEWHERE.match(file) for file, _ in entry.occurrences)
            }
            self.assertEqual(missing, {})

    def test_what_wagtail_fixes_in_english_is_known(self) -> None:
        found = set()
        for app in apps.get_app_configs():
            folder = Path(app.path, "templates")
            if folder.is_relative_to(WAGTAIL):
                for path in folder.rglob("*.html"):
                    if not ELSEWHERE.match(f"{app.label}/{path.relative_to(app.path)}"):
                        found |= set(MARKUP.findall(path.read_text()))
        self.assertEqual(found, IN_MARKUP)

    def test_what_a_script_of_ours_says_otherwise_is_still_in_english(self) -> None:
        kinds = ("js", "html", "py")
        texts = [path.read_text(errors="ignore") for kind in kinds for path in WAGTAIL.rglob(f"*.{kind}")]
        for _, english, indonesian in labels.FIXED:
            source = english.replace(settings.WAGTAIL_SITE_NAME, "{wagtail_site_name}")
            # As an attribute, as markup, as what a script creates (not as what it asks of its catalog), as a message.
            ways = (f'="{source}"', f">{source}<", f',"{source}"', f'f"{source}"')
            self.assertTrue(any(way in text for way in ways for text in texts), english)
            self.assertIsNone(ENGLISH.search(indonesian))
        self.assertTrue(any("No search results." in text for text in texts))

    def test_ours_comes_before_wagtails(self) -> None:
        """It fails too where the catalogs are not compiled (`python3 -m opd.catalogs`)."""
        self.assertEqual([gettext("Approve"), gettext("live")], ["Setujui", "terbit"])


class Admin(SeededTest):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        content.fill("demo")
        cls.writer, cls.editor = staff("penulis1", "penulis"), staff("penyunting1", "penyunting")
        cls.manager = staff("admin1", "admin opd", "ppid utama")
        cls.index = cls.page(cls, "berita")
        cls.add = f"/kelola/pages/add/website/newspage/{cls.index.pk}/"

    def written(self) -> tuple[Any, Any]:
        """News that waits for an editor, and a page that one keeps locked."""
        self.client.force_login(self.writer)
        self.post(self.add, news(**{"action-submit": "1"}))
        locked = self.page("berita/situs-baru")
        self.client.force_login(self.editor)
        self.post(f"/kelola/pages/{locked.pk}/lock/", {})
        return NewsPage.objects.get(slug="kabar-baru"), locked

    def assertIndonesian(self, answer: Any, place: str) -> None:  # noqa: N802  # as unittest calls its own
        html = answer.content.decode()
        if answer.headers["Content-Type"].startswith("application/json"):
            html = json.loads(html)["html"]
        found = {text for text in words(html) if ENGLISH.search(text)} - ALLOWED
        self.assertEqual(found, set(), place)
        self.assertEqual(set(OUTSIDE.findall(html)) - {self.host, COMPLAINTS}, set(), place)

    def assertEachIndonesian(self, who: Any, paths: list[str]) -> None:  # noqa: N802  # as above
        self.client.force_login(who)
        for path in paths:
            answer = self.get(f"/kelola/{path}")
            self.assertEqual(answer.status_code, 200, path)
            with self.subTest(path):
                self.assertIndonesian(answer, path)

    def test_where_writers_and_editors_are(self) -> None:
        naskah, locked = self.written()
        pages = f"pages/{self.index.pk}/"
        both = [
            "", pages, f"{pages}?q=tiada", self.add.removeprefix("/kelola/"), f"{pages}usage/",
            f"pages/{naskah.pk}/edit/", f"pages/{locked.pk}/edit/", f"pages/{naskah.pk}/history/",
            f"pages/{locked.pk}/history/", f"pages/{naskah.pk}/workflow_history/", f"pages/{locked.pk}/copy/",
            f"pages/{naskah.pk}/revisions/compare/earliest...latest/", "reports/workflow/",
            "reports/workflow_tasks/", "reports/site-history/", "reports/aging-pages/", "reports/page-types-usage/",
            "account/",
        ]  # fmt: skip
        task = naskah.current_workflow_task_state.pk
        editors = [
            "reports/locked/", f"pages/{naskah.pk}/privacy/", f"pages/{locked.pk}/move/",
            f"pages/workflow/action/{naskah.pk}/approve/{task}/", f"pages/workflow/action/{naskah.pk}/reject/{task}/",
            f"pages/workflow/confirm_cancellation/{naskah.pk}/", f"pages/{self.index.pk}/unpublish/",
            f"bulk/wagtailcore/page/publish/?id={naskah.pk}", f"bulk/wagtailcore/page/unpublish/?id={locked.pk}",
        ]  # fmt: skip
        self.assertEachIndonesian(self.writer, both)
        self.assertEachIndonesian(self.editor, [*both, *editors])

    def test_pictures_documents_and_links(self) -> None:
        picture, document = Picture.objects.all()[0], PublicDocument.objects.all()[0]
        self.assertEachIndonesian(self.editor, [
            "images/", "images/?q=tiada", "images/add/", "images/multiple/add/", f"images/{picture.pk}/",
            f"images/usage/{picture.pk}/", "images/chooser/", "documents/", "documents/?q=tiada", "documents/add/",
            "documents/multiple/add/", f"documents/edit/{document.pk}/", f"documents/usage/{document.pk}/",
            "documents/chooser/", "choose-page/", "choose-page/search/?q=berita", "choose-external-link/",
            "choose-email-link/", "choose-phone-link/", "choose-anchor-link/",
            f"bulk/website/picture/add_tags/?id={picture.pk}",
            f"bulk/website/publicdocument/add_to_collection/?id={document.pk}",
        ])  # fmt: skip

    def test_where_an_opds_admin_is(self) -> None:
        news_page = self.page("berita/situs-baru")
        picture = Picture.objects.all()[0]
        self.assertEachIndonesian(self.manager, [
            "", "redirects/", "redirects/?q=tiada", "redirects/add/", "redirects/import/",
            f"settings/website/siteprofile/{self.site.pk}/", "daftar-informasi/", "daftar-informasi/new/",
            f"pages/{news_page.pk}/delete/", f"images/{picture.pk}/delete/",
            f"bulk/wagtailcore/page/delete/?id={news_page.pk}",
        ])  # fmt: skip

    def test_what_is_wrong_with_an_input(self) -> None:
        self.client.force_login(self.manager)
        for path, data in (
            (self.add, {**news(title=""), "date": "kemarin"}),
            ("/kelola/images/add/", {}),
            ("/kelola/documents/add/", {}),
            ("/kelola/redirects/add/", {}),
        ):
            answer = self.post(path, data)
            self.assertEqual(answer.status_code, 200, path)
            with self.subTest(path):
                self.assertIndonesian(answer, path)

    def test_what_scripts_say(self) -> None:
        self.client.force_login(self.editor)
        said = self.get("/kelola/jsi18n/").content.decode()
        for text in ("Tutup semua", "Sisipkan blok", "Tindakan lain"):
            self.assertIn(text, said)
        self.assertContains(self.get("/kelola/"), 'id="kata-kelola"')

    def test_help_is_the_sites_own(self) -> None:
        self.client.force_login(self.editor)
        first = self.get("/kelola/").content.decode()
        self.assertIn('<a class="w-underline w-underline-offset-[3px]" href="/staf/panduan/">', first)
        (menu,) = re.findall(
            r'<script id="wagtail-sidebar-props" type="application/json">(.+?)</script>', first
        )
        for told in ("Bantuan", "Panduan petugas", "/staf/panduan/", "Pintasan"):
            self.assertIn(told, menu)

    def test_wagtails_own_names_are_gone(self) -> None:
        self.assertEqual(Collection.get_first_root_node().name, "Semua situs")
        self.assertEqual(self.home.get_parent().title, "Semua situs")
