"""Every kind of page is shown, light, and with few questions to the database."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Page, Site

from opd import content
from opd.website import models
from opd.website.models.news import today

from .sites import SeededTest, picture

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


class ForMachines(SeededTest):
    def test_the_calendar_is_icalendar(self) -> None:
        answer = self.get("/agenda/kalender.ics")
        self.assertEqual(answer.headers["Content-Type"], "text/calendar; charset=utf-8")
        lines = answer.content.decode().split("\r\n")
        self.assertEqual((lines[0], lines[-2], lines[-1]), ("BEGIN:VCALENDAR", "END:VCALENDAR", ""))
        self.assertTrue(all(len(line.encode()) <= 75 for line in lines))
        for name in ("UID:", "DTSTAMP:", "DTSTART:", "DTEND:", "SUMMARY:", "URL:https://"):
            self.assertTrue(any(line.startswith(name) for line in lines), name)
        self.assertEqual(self.get("/agenda/forum-konsultasi-publik/acara.ics").status_code, 200)

    def test_what_editors_write_makes_no_line_of_the_calendar(self) -> None:
        from opd.website import ics

        now = timezone.now()
        made = ics.calendar("a", [ics.Event("1", now, now, None, "satu\nATTACH:x;,\\" + "é" * 60)])
        self.assertIn("SUMMARY:satu\\nATTACH:x\\;\\,\\\\", made)
        self.assertNotIn("\nATTACH", made)
        self.assertTrue(all(len(line.encode()) <= 75 for line in made.split("\r\n")))
        self.assertIn("é" * 60, made.replace("\r\n ", ""))

    def test_feeds_are_xml_with_the_news(self) -> None:
        channel = ET.fromstring(self.get("/rss.xml").content).find("channel")  # noqa: S314  # our own
        titles = [item.findtext("title") for item in channel.findall("item")]
        self.assertIn(self.page("berita/situs-baru").title, titles)
        self.assertTrue(all(item.findtext("link").startswith("https://") for item in channel.findall("item")))
        atom = ET.fromstring(self.get("/atom.xml").content)  # noqa: S314  # our own
        self.assertEqual(atom.tag, "{http://www.w3.org/2005/Atom}feed")

    def test_the_sitemap_names_each_published_page_of_this_site(self) -> None:
        found = ET.fromstring(self.get("/sitemap.xml").content)  # noqa: S314  # our own
        urls = [each.text for each in found.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
        self.assertIn(f"https://{self.host}/profil/sejarah/", urls)
        self.assertEqual(len(urls), Page.objects.live().descendant_of(self.home, inclusive=True).count())

    def test_security_txt(self) -> None:
        text = self.get("/.well-known/security.txt").content.decode()
        for name in ("Contact: mailto:", "Expires: ", "Canonical: https://"):
            self.assertIn(name, text)
        self.assertIn("Sitemap: https://", self.get("/robots.txt").content.decode())

    def test_a_table_is_downloaded_as_csv(self) -> None:
        answer = self.get("/statistik/jam-dan-loket-layanan/data.csv")
        read = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        self.assertEqual(read[0], ["Hari", "Loket", "Jam buka"])
        self.assertEqual(read[2], ["Jumat", "2", "7,5"])

    def test_no_cell_is_a_formula(self) -> None:
        from opd.website.tables import harmless

        self.assertEqual(harmless("=1+1"), "'=1+1")
        self.assertEqual(harmless("-3,5"), "-3,5")
        self.assertEqual(harmless("@x"), "'@x")

    def test_search_finds_pages_of_this_site_alone(self) -> None:
        self.assertContains(self.get("/cari/?q=konsultasi"), "Konsultasi dan Pendampingan")
        self.assertContains(self.get("/cari/?q=zzzqqq"), "0 halaman")
        self.assertContains(self.get("/cari/?q=%00%27<b>"), "0 halaman")


class Addresses(SeededTest):
    def test_an_old_address_leads_to_the_new_one(self) -> None:
        page = self.page("profil/sejarah")
        page.slug = "riwayat"
        with self.captureOnCommitCallbacks(execute=True):
            page.save_revision().publish()
        answer = self.get("/profil/sejarah/")
        self.assertEqual(answer.status_code, 301)
        self.assertTrue(answer.headers["Location"].endswith("/profil/riwayat/"))

    def test_so_do_those_below_it(self) -> None:
        page = self.page("profil")
        page.slug = "tentang"
        with self.captureOnCommitCallbacks(execute=True):
            page.save_revision().publish()
        self.assertEqual(self.get("/profil/visi-misi/").status_code, 301)

    def test_the_slug_of_a_neighbour_is_refused(self) -> None:
        page = self.page("profil/sejarah")
        page.slug = "visi-misi"
        with self.assertRaises(ValidationError):
            page.clean()


class Content(SeededTest):
    def test_a_picture_without_words_is_refused(self) -> None:
        silent = picture("")
        news = models.NewsPage(title="x", slug="x", picture=silent)
        with self.assertRaises(ValidationError) as refused:
            news.clean()
        self.assertIn("picture", refused.exception.message_dict)

    def test_what_looks_like_a_nik_is_refused(self) -> None:
        page = self.page("layanan/konsultasi-dan-pendampingan")
        page.body = "<p>NIK 9999990101900001</p>"
        with self.assertRaises(ValidationError) as refused:
            page.clean()
        self.assertIn("body", refused.exception.message_dict)
        page.body = "<p>Rekening 9999999999999999</p>"  # no such day
        page.clean()

    def test_the_score_of_a_service_names_what_is_missing(self) -> None:
        service = self.page("layanan/konsultasi-dan-pendampingan")
        self.assertEqual((service.completeness, service.missing), (6, []))
        service.cost, service.requirements = "", "  "
        self.assertEqual(service.completeness, 4)
        self.assertEqual(service.missing, ["persyaratan", "biaya"])

    def test_a_nip_is_masked_before_it_is_kept(self) -> None:
        official = models.Official(name="x", title="y", nip="198001012005011001")
        official.clean()
        self.assertEqual(official.nip, "1980••••••••••1001")
        official.clean()
        self.assertEqual(official.nip, "1980••••••••••1001")
        with self.assertRaises(ValidationError):
            models.Official(name="x", title="y", nip="1980").clean()

    def test_a_tree_follows_levels(self) -> None:
        from opd.website.models.organisation import tree

        rows = [models.Position(level=level, title=str(at)) for at, level in enumerate((1, 2, 3, 2, 1))]
        found = tree(rows)
        self.assertEqual([node["position"].title for node in found], ["0", "4"])
        self.assertEqual([node["position"].title for node in found[0]["below"]], ["1", "3"])
        self.assertEqual(found[0]["below"][0]["below"][0]["position"].title, "2")

    def test_tables_that_do_not_fit_are_refused(self) -> None:
        from opd.website.models.statistics import is_number, rows, table_fault

        self.assertEqual(table_fault(rows("a\tb\n1\t2")), "")
        self.assertIn("Baris 2", table_fault(rows("a\tb\n1\t2\t3")))
        self.assertIn("dua kolom", table_fault(rows("a\n1")))
        self.assertEqual(rows("a;b\n\n1;2"), [["a", "b"], ["1", "2"]])
        self.assertTrue(all(map(is_number, ("12", "1.234,5", "-3", "12 %", "0,5"))))
        self.assertFalse(any(map(is_number, ("Senin", "", "1-2", "12.34.5"))))

    def test_a_light_colour_is_refused(self) -> None:
        profile = models.SiteProfile.for_site(self.site)
        for color in ("#ffff00", "red", "#12345"):
            profile.color = color
            with self.assertRaises(ValidationError, msg=color):
                profile.full_clean()

    def test_the_sites_colour_and_name_show(self) -> None:
        profile = models.SiteProfile.for_site(self.site)
        profile.color, profile.name = "#7a1f3d", "Dinas Uji"
        profile.save()
        self.assertContains(self.get("/warna.css"), "#7a1f3d")
        self.assertContains(self.get("/"), "Dinas Uji")

    def test_the_place_is_a_link_and_nothing_is_loaded_from_others(self) -> None:
        self.assertNotContains(self.get("/kontak/"), "openstreetmap")
        profile = models.SiteProfile.for_site(self.site)
        profile.latitude, profile.longitude = Decimal("2.959600"), Decimal("99.068700")
        profile.save()
        page = self.get("/kontak/")
        self.assertContains(page, "mlat=2.959600&amp;mlon=99.068700")
        self.assertNotContains(page, "<iframe")


@override_settings(ALLOWED_HOSTS=["*"])
class Seeding(SeededTest):
    def test_a_second_time_changes_nothing(self) -> None:
        before = list(Page.objects.values_list("pk", "latest_revision_id"))
        self.assertEqual(content.fill("seed")["website"], 0)
        self.assertEqual(list(Page.objects.values_list("pk", "latest_revision_id")), before)
        self.assertEqual(Site.objects.count(), 1)

    def test_what_was_taken_away_does_not_come_back(self) -> None:
        self.page("galeri").delete()
        content.fill("seed")
        self.assertFalse(Page.objects.filter(slug="galeri").exists())

    def test_wagtails_own_first_page_and_groups_are_gone(self) -> None:
        from django.contrib.auth.models import Group

        self.assertFalse(Group.objects.filter(name__in=["Editors", "Moderators"]).exists())
        self.assertEqual(Page.objects.filter(depth=2).count(), 1)

    def test_no_placeholder_is_left(self) -> None:
        for page in Page.objects.live().descendant_of(self.home, inclusive=True):
            html = self.get(page.get_url_parts()[2]).content.decode()
            self.assertNotRegex(html, r"\{(name|city|short|head)\}", page.slug)
