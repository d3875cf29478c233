"""What people hand in."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import SimpleTestCase, TestCase, override_settings
from PIL import Image
from PIL.ExifTags import GPS, IFD

from contoh.models import Warga
from opd import files
from opd.uploads import MEBIBYTE, MOST_PIXELS, MOST_PIXELS_PROGRESSIVE, SPREADSHEET, accept

ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(
    form: str = "JPEG", size: tuple[int, int] = (40, 20), *, place: bool = False, progressive: bool = False
) -> bytes:
    into, image = io.BytesIO(), Image.new("RGB", size, "red")
    exif = image.getexif()
    if place:
        exif[0x010F] = "KameraRahasia"
        exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (2.0, 57.0, 0.0)
        exif[0x0112] = 6  # lies on its side
    image.save(into, form, exif=exif, progressive=progressive)
    return into.getvalue()


def given(content: bytes, name: str = "berkas") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def infected(content: bytes) -> str:
    return "EICAR" if b"EICAR" in content else ""


class AcceptTests(SimpleTestCase):
    def refused(self, content: bytes, code: str, **options: object) -> None:
        with self.assertRaises(ValidationError) as caught:
            accept(given(content), **options)
        self.assertEqual(caught.exception.code, code)

    def test_place_and_camera_are_lost_and_the_picture_stands_upright(self) -> None:
        original = picture(place=True)
        self.assertIn(b"KameraRahasia", original)
        found = accept(given(original))
        content = found.content.read()
        self.assertEqual((found.kind, found.ending), ("image/jpeg", ".jpg"))
        self.assertNotIn(b"KameraRahasia", content)
        with Image.open(io.BytesIO(content)) as image:
            self.assertEqual((dict(image.getexif()), image.size), ({}, (20, 40)))

    def test_what_follows_the_picture_is_lost(self) -> None:
        hidden = picture("PNG") + b"<?php system($_GET[0]); ?>"
        self.assertNotIn(b"<?php", accept(given(hidden)).content.read())

    def test_every_kind(self) -> None:
        for form, kind in {"PNG": "image/png", "WEBP": "image/webp", "JPEG": "image/jpeg"}.items():
            self.assertEqual(accept(given(picture(form))).kind, kind)
        self.assertEqual(accept(given(PDF)).kind, "application/pdf")

    def test_large_pictures_become_smaller(self) -> None:
        found = accept(given(picture(size=(3000, 1500))))
        with Image.open(found.content) as image:
            self.assertEqual(image.size, (2000, 1000))

    def test_the_name_says_nothing(self) -> None:
        self.refused(b"MZ\x90\x00" + b"\x00" * 64, "jenis")
        self.refused(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "jenis")
        self.refused(b"<html><script>1</script>", "jenis")
        self.refused(b"", "jenis")
        self.refused(PDF, "jenis", kinds=("image/png",))

    def test_a_broken_picture_and_one_that_bursts(self) -> None:
        self.refused(picture("PNG")[:40], "rusak")
        for form, most in MOST_PIXELS.items():
            self.assertEqual(accept(given(picture(form, (most * 1000, 1000)))).ending, ENDINGS[form])
            self.refused(picture(form, (most * 1000 + 1, 1000)), "besar")

    def test_a_picture_that_has_to_be_held_whole_is_smaller(self) -> None:
        """A progressive JPEG: no line of it is done before its last byte."""
        size = (MOST_PIXELS_PROGRESSIVE * 1000 + 1, 1000)
        self.assertEqual(accept(given(picture(size=size))).kind, "image/jpeg")
        self.refused(picture(size=size, progressive=True), "besar")

    def test_too_large(self) -> None:
        self.refused(PDF + b"\x00" * MEBIBYTE, "besar", limit=MEBIBYTE)

    def test_a_table_is_one_and_any_other_archive_is_none(self) -> None:
        def archive(*names: str) -> bytes:
            into = io.BytesIO()
            with zipfile.ZipFile(into, "w") as written:
                for name in names:
                    written.writestr(name, "<Types/>")
            return into.getvalue()

        table = ("[Content_Types].xml", "xl/workbook.xml")
        self.assertEqual(accept(given(archive(*table)), (SPREADSHEET,)).ending, ".xlsx")
        self.refused(archive("a.exe"), "jenis", kinds=(SPREADSHEET,))
        self.refused(archive(*table, "xl/vbaProject.bin"), "jenis", kinds=(SPREADSHEET,))
        self.refused(archive(*table)[:60], "jenis", kinds=(SPREADSHEET,))

    @override_settings(OPD_SCANNER="tests.base.test_files.infected")
    def test_the_antivirus_is_asked(self) -> None:
        self.refused(PDF + b"EICAR", "virus")
        self.assertEqual(accept(given(PDF)).kind, "application/pdf")


class PrivateTests(TestCase):
    def setUp(self) -> None:
        self.one = Warga.objects.create(name="A")
        self.one.scan.save("ktp-butet.pdf", ContentFile(PDF))

    def path(self) -> Path:
        return Path(self.one.scan.path)

    def test_it_is_sealed_on_disk_under_a_name_that_says_nothing(self) -> None:
        self.assertNotIn(b"PDF", self.path().read_bytes())
        self.assertRegex(self.one.scan.name, r"^warga/[0-9a-f]{32}\.pdf$")
        self.assertEqual(self.one.scan.open().read(), PDF)

    def test_it_lies_outside_of_what_is_served(self) -> None:
        self.assertFalse(self.path().is_relative_to(settings.MEDIA_ROOT))
        self.assertEqual(self.client.get(f"/media/../pribadi/{self.one.scan.name}").status_code, 400)
        with self.assertRaises(NotImplementedError):
            _ = self.one.scan.url

    def test_what_was_changed_or_exchanged_is_refused(self) -> None:
        other = Warga.objects.create(name="B")
        other.scan.save("b.pdf", ContentFile(PDF))
        self.path().write_bytes(Path(other.scan.path).read_bytes())
        with self.assertRaisesMessage(ValueError, "was sealed with another key, or was changed"):
            self.one.scan.open()

    def test_a_link_gives_the_file_for_five_minutes(self) -> None:
        link = files.link(self.one.scan, "pindaian")
        response = self.client.get(link)
        self.assertEqual(response.content, PDF)
        self.assertEqual(response.headers["Content-Disposition"], 'attachment; filename="pindaian.pdf"')
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn("sandbox", response.headers["Content-Security-Policy"])
        later = time.time() + files.LINK_SECONDS + 1

        with mock.patch("django.core.signing.time.time", return_value=later):
            self.assertEqual(self.client.get(link).status_code, 404)

    def test_a_link_that_was_changed_or_whose_file_is_gone_leads_nowhere(self) -> None:
        link = files.link(self.one.scan, "pindaian")
        self.assertEqual(self.client.get(f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}").status_code, 404)
        self.one.scan.delete()
        self.assertEqual(self.client.get(link).status_code, 404)


class PublicTests(SimpleTestCase):
    def test_a_browser_runs_nothing_of_it(self) -> None:
        folder = Path(settings.MEDIA_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "a.html").write_text("<script>1</script>")
        response = self.client.get("/media/a.html")
        self.assertIn("sandbox; default-src 'none'", response.headers["Content-Security-Policy"])
        self.assertEqual(self.client.get("/media/").status_code, 404)
        self.assertEqual(self.client.get("/media/tiada.png").status_code, 404)
