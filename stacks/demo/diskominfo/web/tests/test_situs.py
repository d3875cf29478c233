"""Isi awal situs ini dapat dibaca, lengkap, dan menyebut OPD yang benar."""

from django.test import TestCase
from django.utils.html import escape
from wagtail.models import Page, Site

from opd import content
from opd.profile import profile
from opd.website.models import ServicePage


class Situs(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        content.fill("seed")

    def setUp(self) -> None:
        self.host = Site.objects.get(is_default_site=True).hostname

    def test_setiap_halaman_terbuka(self) -> None:
        pages = Page.objects.live().filter(depth__gt=1, path__startswith=Site.objects.get(is_default_site=True).root_page.path)
        self.assertGreater(pages.count(), 20)
        for page in pages:
            path = page.get_url_parts()[2]
            self.assertEqual(self.client.get(path, headers={"host": self.host}).status_code, 200, path)

    def test_beranda_menyebut_nama_alamat_jam_dan_kepala(self) -> None:
        page = self.client.get("/", headers={"host": self.host})
        opd = profile()
        hours = [row[key] for row in opd.hours for key in ("days", "time")]
        for told in filter(None, (opd.name, opd.address, opd.head_name, *hours)):
            self.assertContains(page, escape(told), html=False)

    def test_setiap_layanan_lengkap(self) -> None:
        lacking = {page.title: page.missing for page in ServicePage.objects.live() if page.missing}
        self.assertEqual(lacking, {})

    def test_mengisi_lagi_tidak_mengubah_apa_pun(self) -> None:
        before = Page.objects.count()
        self.assertEqual(content.fill("seed").get("website"), 0)
        self.assertEqual(Page.objects.count(), before)
