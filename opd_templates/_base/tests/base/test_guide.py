"""The staff's guide, where staff works."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.test import TestCase, override_settings

from opd import staff as pages
from tests.base.people import staff

BACKEND = "django.contrib.auth.backends.ModelBackend"


class GuideTests(TestCase):
    def test_staff_reads_it(self) -> None:
        self.client.force_login(staff("butet"), BACKEND)
        page = self.client.get("/staf/panduan/")
        self.assertContains(page, "<h1>Panduan petugas contoh</h1>", count=1, html=True)
        self.assertContains(page, "<strong>Simpan</strong>", html=True)
        self.assertContains(page, "<h2>Tabel</h2>", html=True)
        self.assertContains(page, "<td>ditolak</td>", html=True)

    def test_html_within_it_is_text(self) -> None:
        self.client.force_login(staff("butet"), BACKEND)
        self.assertContains(self.client.get("/staf/panduan/"), "&lt;b&gt;terlalu&lt;/b&gt;")

    def test_the_menu_leads_to_it(self) -> None:
        self.client.force_login(staff("butet"), BACKEND)
        self.assertContains(self.client.get("/staf/"), 'href="/staf/panduan/"')
        self.assertIn(pages.Item("Panduan", "opd:panduan"), pages._ITEMS)

    def test_nobody_else_does(self) -> None:
        self.assertRedirects(
            self.client.get("/staf/panduan/"), "/masuk/?next=/staf/panduan/", fetch_redirect_response=False
        )

    @override_settings(OPD_GUIDE=Path(settings.BASE_DIR) / "tiada.md")
    def test_a_project_without_one(self) -> None:
        self.client.force_login(staff("butet"), BACKEND)
        self.assertEqual(self.client.get("/staf/panduan/").status_code, 404)
