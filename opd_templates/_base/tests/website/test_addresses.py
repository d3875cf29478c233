"""What programs read, and addresses that moved."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree as ET

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Page

from opd.website.models import SiteProfile

from .sites import SeededTest


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

    def test_without_mail_it_names_the_page_where_the_office_is_found(self) -> None:
        profile = SiteProfile.for_site(self.site)
        profile.email = ""
        profile.save()
        text = self.get("/.well-known/security.txt").content.decode()
        self.assertIn(f"Contact: https://{self.host}/kontak/\n", text)
        self.page("kontak").delete()
        text = self.get("/.well-known/security.txt").content.decode()
        self.assertIn(f"Contact: https://{self.host}/\n", text)

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
