"""Every kind of page is shown, light, and with few questions to the database."""

from __future__ import annotations

import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Page

from opd import content
from opd.website import models
from opd.website.models.news import today

from .sites import SeededTest

MOST_QUERIES = 40

MOST_BYTES = 60_000  # of HTML; pictures and styles come beside it


class EveryPage(SeededTest):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        content.fill("demo")

    def test_each_type_is_there_and_renders(self) -> None:
        seen = set()
        for page in Page.objects.live().descendant_of(self.home, inclusive=True).specific():
            answer = self.get(page.get_url_parts()[2])
            self.assertEqual(answer.status_code, 200, page.url_path)
            self.assertLess(len(answer.content), MOST_BYTES, page.url_path)
            self.assertContains(answer, "<h1", count=1)
            seen.add(type(page))
        kinds = {
            model for model in vars(models).values() if isinstance(model, type) and issubclass(model, Page)
        }
        self.assertEqual(seen, kinds)

    def test_no_page_asks_the_database_often(self) -> None:
        for page in Page.objects.live().descendant_of(self.home, inclusive=True):
            path = page.get_url_parts()[2]
            self.get(path)  # pictures are made once
            with self.subTest(path), self.assertNumQueriesAtMost(MOST_QUERIES):
                self.get(path)

    def assertNumQueriesAtMost(self, most: int) -> object:  # noqa: N802  # as unittest calls its own
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        test = self

        class Context(CaptureQueriesContext):
            def __exit__(self, *told: object) -> None:
                super().__exit__(*told)
                test.assertLessEqual(len(self), most, "\n".join(each["sql"][:150] for each in self))

        return Context(connection)

    def test_lists_cost_the_same_however_long(self) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        index = self.page("berita")
        self.get("/berita/")
        with CaptureQueriesContext(connection) as few:
            self.get("/berita/")
        for number in range(4):
            page = models.NewsPage(title=f"Kabar {number}", body=[])
            index.add_child(instance=page)
            page.save_revision().publish()
        with CaptureQueriesContext(connection) as many:
            self.get("/berita/")
        self.assertEqual(len(few), len(many))

    def test_pages_carry_no_script_style_or_address_of_others(self) -> None:
        for path in (
            "/",
            "/layanan/",
            "/kontak/",
            "/galeri/kegiatan-tahun-ini/",
            "/ppid/permohonan/",
            "/cari/?q=taman",
        ):
            html = self.get(path).content.decode()
            self.assertNotIn("<script", html, path)
            self.assertNotIn("<style", html, path)
            self.assertNotRegex(html, r"\sstyle=", path)
            own = re.escape(f"https://{self.host}/")
            self.assertNotRegex(
                html, rf'<(?:img|link|script|iframe)[^>]+(?:src|href)="(?!{own})(?:https?:)?//', path
            )

    def test_the_policy_is_strict_outside_and_loose_only_for_editors(self) -> None:
        self.assertNotIn("unsafe", self.get("/").headers["Content-Security-Policy"])
        self.assertNotIn("unsafe", self.get("/masuk/").headers["Content-Security-Policy"])
        inside = self.get("/kelola/")
        self.assertIn("unsafe-inline", inside.headers["Content-Security-Policy"])
        self.assertIn("no-store", inside.headers["Cache-Control"])

    def test_documents_are_filtered_and_tell_their_checksum(self) -> None:
        document = models.PublicDocument.objects.get(kind="renstra")
        self.assertRegex(document.sha256, r"^[0-9a-f]{64}$")
        page = self.get(f"/dokumen/?jenis=renstra&tahun={document.year}&kelas=berkala")
        self.assertContains(page, document.sha256)
        self.assertContains(page, 'class="unduh"', count=1)
        self.assertContains(
            self.get("/dokumen/?jenis=renstra&tahun=1999"), 'class="unduh"', count=1
        )  # no such year: it is not asked for
        answer = self.get(document.url)
        self.assertEqual(b"".join(answer.streaming_content)[:5], b"%PDF-")


class Dated(SeededTest):
    def announcement(self, begins: int, ends: int | None) -> models.AnnouncementPage:
        page = models.AnnouncementPage(
            title=f"Uji {begins}",
            begins=today() + timedelta(days=begins),
            ends=None if ends is None else today() + timedelta(days=ends),
            body=[],
        )
        self.page("pengumuman").add_child(instance=page)
        page.save_revision().publish()
        return page

    def test_an_announcement_is_seen_from_its_first_to_its_last_day(self) -> None:
        coming, lasting, last, over = (
            self.announcement(1, None), self.announcement(-5, 2), self.announcement(-4, 0), self.announcement(-9, -1),
        )  # fmt: skip
        current = self.get("/pengumuman/").content.decode()
        self.assertIn(lasting.title, current)
        self.assertIn(last.title, current)
        self.assertNotIn(coming.title, current)
        self.assertNotIn(over.title, current)
        self.assertContains(self.get("/pengumuman/?arsip=1"), over.title)
        self.assertEqual(self.get(f"/pengumuman/{coming.slug}/").status_code, 404)
        self.assertNotIn(coming.title, self.get("/rss.xml").content.decode())
        self.assertNotContains(self.get("/cari/?q=Uji"), coming.title)
        for path, shown in (
            ("/peta-situs/", lasting.title),
            (f"/pengumuman/{lasting.slug}/", last.title),
            ("/sitemap.xml", f"/{lasting.slug}/"),
        ):
            with self.subTest(path):
                answer = self.get(path)
                self.assertContains(answer, shown)
                self.assertNotContains(answer, coming.title)
                self.assertNotContains(answer, f"/{coming.slug}/")
        self.assertContains(self.get(f"/pengumuman/{over.slug}/"), "sudah berakhir")

    def test_what_ends_before_it_begins_is_refused(self) -> None:
        bad = models.AnnouncementPage(title="x", slug="x", begins=today(), ends=today() - timedelta(days=1))
        with self.assertRaises(ValidationError) as refused:
            bad.clean()
        self.assertIn("ends", refused.exception.message_dict)
        now = timezone.now()
        with self.assertRaises(ValidationError):
            models.EventPage(title="x", slug="x", begins=now, ends=now - timedelta(hours=1)).clean()

    def test_archived_news_leaves_the_list_and_keeps_its_address(self) -> None:
        page = self.page("berita/situs-baru")
        page.archived = True
        page.save_revision().publish()
        self.assertNotContains(self.get("/berita/"), page.title)
        self.assertContains(self.get("/berita/?arsip=1"), page.title)
        self.assertContains(self.get("/berita/situs-baru/"), "arsip")

    def test_unpublished_is_gone(self) -> None:
        self.page("berita/situs-baru").unpublish()
        self.assertEqual(self.get("/berita/situs-baru/").status_code, 404)
