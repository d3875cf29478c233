"""What editors write is refused when it would mislead, and what a new site holds is there once."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.test import override_settings
from wagtail.models import Page, Site

from opd import content
from opd.profile import profile
from opd.website import content as website_content
from opd.website import models

from .sites import SeededTest, picture

SAMPLE = "5"  # the days of a service that is an example


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

    def test_the_citys_own_app_for_complaints_stands_beside_the_nations(self) -> None:
        paths = ("/", "/kontak/", "/pengaduan/", "/profil/sejarah/", "/layanan/permohonan-informasi-publik/")
        for path in paths:
            self.assertNotContains(self.get(path), "Aplikasi pengaduan")
        profile = models.SiteProfile.for_site(self.site)
        profile.complaints_app = "https://sqs.kota.test/"
        profile.save()
        for path in paths:
            with self.subTest(path):
                self.assertContains(self.get(path), 'href="https://sqs.kota.test/"')
                self.assertContains(self.get(path), "lapor.go.id")


class Deadlines(SeededTest):
    """Laws change: what is configured is what is said."""

    PATHS = ("/", "/ppid/", "/ppid/permohonan/", "/ppid/keberatan/", "/ppid/maklumat-pelayanan/",
             "/layanan/permohonan-informasi-publik/")  # fmt: skip
    LAWFUL = ("10", "7", "30", "30")

    def told(self) -> set[str]:
        pages = "".join(self.get(path).content.decode() for path in self.PATHS)
        return set(re.findall(r"\b(\d+) hari kerja", pages)) - {SAMPLE}

    def test_by_law(self) -> None:
        self.assertEqual(self.told(), set(self.LAWFUL))


@override_settings(
    PPID_ANSWER_DAYS=11, PPID_EXTENSION_DAYS=6, PPID_OBJECTION_WITHIN_DAYS=29, PPID_OBJECTION_ANSWER_DAYS=28
)
class OtherDeadlines(Deadlines):
    LAWFUL = ("11", "6", "29", "28")


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

    def test_ppid_has_a_profile_a_pledge_and_the_years_report(self) -> None:
        page = self.get("/ppid/")
        for path in ("/ppid/profil-ppid/", "/ppid/maklumat-pelayanan/", "/dokumen/?jenis=laporan-ppid"):
            self.assertContains(page, f'{path}"')
            self.assertEqual(self.get(path).status_code, 200)

    def test_links_stand_where_they_belong(self) -> None:
        links = [
            {"title": "Portal Kota", "url": "https://kota.test/"},
            {"title": "Aplikasi pengaduan", "url": "https://sqs.kota.test/"},
            {"title": "Instagram", "url": "https://instagram.test/dinas"},
            {"title": "Lama", "url": "http://lama.test/"},
        ]
        self.assertEqual(
            website_content._links(replace(profile(), links=tuple(links))),
            {
                "city_portal": "https://kota.test/",
                "complaints_app": "https://sqs.kota.test/",
                "social_text": "Instagram: https://instagram.test/dinas",
            },
        )

    def test_wagtails_own_first_page_and_groups_are_gone(self) -> None:
        from django.contrib.auth.models import Group

        self.assertFalse(Group.objects.filter(name__in=["Editors", "Moderators"]).exists())
        self.assertEqual(Page.objects.filter(depth=2).count(), 1)

    def test_no_placeholder_is_left(self) -> None:
        for page in Page.objects.live().descendant_of(self.home, inclusive=True):
            html = self.get(page.get_url_parts()[2]).content.decode()
            self.assertNotRegex(html, r"\{[a-z_]+\}", page.slug)
