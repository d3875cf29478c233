"""What a site that is only read does not load, and that nobody misses it."""

from __future__ import annotations

import json
import subprocess
import sys

from django.test import SimpleTestCase
from wagtail.models import CollectionViewRestriction

from opd.website.models import PublicDocument, SiteProfile

from .sites import SeededTest, staff

# As `opd serve` loads it, and then everything that a page, a picture or a text may ask for.
LOADED = """
import json, sys
from opd.serving import Server
app = Server.load(None)
from django.urls import get_resolver, reverse
from wagtail import hooks
from wagtail.rich_text import get_rewriter
from wagtail.images.models import Filter
reverse("wagtailadmin_home"), get_resolver().reverse_dict
from pathlib import Path
from django.template.loader import get_template
import opd.website
for folder in (Path(opd.__path__[0], "templates"), Path(opd.website.__path__[0], "templates")):
    for file in folder.rglob("*.html"):
        get_template(str(file.relative_to(folder)))
hooks.get_hooks("before_serve_page"), get_rewriter(), Filter("fill-10x10|format-webp").operations
print(json.dumps(sorted(sys.modules)))
"""
# The editors' pages, Wagtail's remote APIs, sheets, letters; pictures, what seals, what reads HTML, Django's own tests.
HEAVY = {
    "PIL",
    "bs4",
    "charset_normalizer",
    "cryptography",
    "django.contrib.admin.options",
    "django.test.client",
    "django_stubs_ext",
    "draftjs_exporter",
    "pillow_heif",
    "puremagic",
    "pypdf",
    "unittest",
    "wagtail.admin.views.generic",
    "willow",
    "wagtail.admin.urls",
    "wagtail.admin.views.home",
    "rest_framework",
    "pydantic",
    "openpyxl",
    "weasyprint",
}


class Loaded(SimpleTestCase):
    def test_what_only_editors_need_comes_with_the_first_of_them(self) -> None:
        done = subprocess.run([sys.executable, "-c", LOADED], check=False, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(HEAVY.intersection(json.loads(done.stdout)), set())


class PutOff(SimpleTestCase):
    def asked(self, program: str) -> str:
        program = f"from opd.serving import Server\nServer.load(None)\n{program}"
        done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def test_what_was_put_off_is_there_when_it_is_asked_for(self) -> None:
        asked = (
            "from wagtail.coreutils import get_dummy_request\n"
            "from wagtail.utils.text import text_from_html\n"
            "from wagtail.images.checks import image_library_check\n"
            "from django.contrib.admin import AdminSite, ModelAdmin\n"
            "print(get_dummy_request().path, text_from_html('<p>a<b>b</b></p>'), image_library_check(None))\n"
            "print(ModelAdmin.__module__, AdminSite.__module__)"
        )
        self.assertEqual(
            self.asked(asked), "/ ab []\ndjango.contrib.admin.options django.contrib.admin.sites"
        )

    def test_with_the_first_editor_everything_is_as_wagtail_wrote_it(self) -> None:
        asked = (
            "import opd.website.editors_urls, bs4, draftjs_exporter, willow, wagtail.images.models as pictures\n"
            "from django.db.models import Field\n"
            "from django.test import RequestFactory\n"
            "from wagtail import coreutils\n"
            "from wagtail.api import rich_text\n"
            "from wagtail.images import checks\n"
            "from wagtail.utils import text\n"
            "print(coreutils.RequestFactory is RequestFactory, text.BeautifulSoup is bs4.BeautifulSoup,"
            " rich_text.MarkdownParseError is draftjs_exporter.MarkdownParseError,"
            " checks.Image is willow.Image, pictures.willow is willow, Field[int] is Field)"
        )
        self.assertEqual(self.asked(asked), " ".join(["True"] * 6))


class Visited(SeededTest):
    def test_a_stranger_is_sent_to_log_in_and_loads_nothing(self) -> None:
        for path in ("/kelola/", "/kelola/pages/1/edit/"):
            answer = self.get(path)
            self.assertRedirects(answer, f"/masuk/?next={path}", fetch_redirect_response=False)

    def test_an_editor_finds_the_site_as_it_was(self) -> None:
        self.client.force_login(staff("siti", "penyunting"))
        self.assertContains(self.get("/kelola/"), "Kelengkapan standar pelayanan")  # of our own hooks
        self.assertEqual(self.get("/").status_code, 200)
        self.assertContains(self.get(f"/kelola/pages/{self.page('berita/situs-baru').pk}/edit/"), "Draftail")

    def test_a_restricted_file_stays_restricted(self) -> None:
        from django.core.files.base import ContentFile

        collection = SiteProfile.for_site(self.site).collection
        document = PublicDocument(title="x", kind="lain", year=2026, collection=collection, is_checked=True)
        document.file.save("x.pdf", ContentFile(b"%PDF-1.4"))
        self.assertEqual(self.get(document.url).status_code, 200)
        CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
        self.assertEqual(self.get(document.url).status_code, 302)
