"""What editors send is looked at and written anew, by whichever way it comes."""

from __future__ import annotations

import io

from django.core.files.images import ImageFile
from django.core.management import CommandError, call_command
from PIL import Image
from wagtail.models import UploadedFile

from opd.website.models import Picture, PublicDocument

from .sending import PDF, Sending
from .sites import picture, png, upload


def photo() -> bytes:
    """A JPEG that tells where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (2.0, 57.0, 36.0), 3: "E", 4: (99.0, 3.0, 0.0)}
    into = io.BytesIO()
    Image.new("RGB", (40, 30), "#336699").save(into, "JPEG", exif=exif)
    return into.getvalue()


class Uploads(Sending):
    def test_a_picture_is_kept_with_its_words(self) -> None:
        self.assertEqual(self.send_picture(upload()).status_code, 302)
        self.assertEqual(Picture.objects.get().description, "Kotak biru")

    def test_without_words_it_is_not(self) -> None:
        self.assertEqual(self.send_picture(upload(), "").status_code, 200)
        self.assertFalse(Picture.objects.exists())

    def test_what_is_hidden_in_a_picture_is_lost(self) -> None:
        self.send_picture(upload(data=png() + b"<?php RAHASIA ?>"))
        with Picture.objects.get().file.open() as kept:
            self.assertNotIn(b"RAHASIA", kept.read())

    def test_so_is_what_a_photo_tells_where_many_are_sent_at_once(self) -> None:
        """It waits for its words as a file of its own, and is copied from there."""
        self.assertTrue(self.send_many("images", upload("foto.jpg", photo())).json()["success"])
        waits = UploadedFile.objects.get()
        with waits.file.open() as kept:
            self.assertFalse(Image.open(kept).getexif())
        name = f"uploaded-image-{waits.pk}"
        words = {"title": "Foto", "description": "Kotak", "collection": self.collection.pk}
        answer = self.post(
            f"/kelola/images/multiple/create_from_uploaded_image/{waits.pk}/",
            {f"{name}-{field}": value for field, value in words.items()},
        )
        self.assertTrue(answer.json()["success"])
        with Picture.objects.get().file.open() as kept:
            self.assertFalse(Image.open(kept).getexif())

    def test_what_was_kept_before_is_written_anew_once(self) -> None:
        old = Picture.objects.create(
            title="Foto", description="Kotak", file=ImageFile(io.BytesIO(photo()), "a.jpg")
        )
        plain = picture()
        old.get_rendition("max-20x20")
        self.assertEqual(self.command(), "1 pictures written anew")
        kept = Picture.objects.get(pk=old.pk)
        with kept.file.open() as file:
            self.assertFalse(Image.open(file).getexif())
        self.assertEqual((kept.width, kept.renditions.count()), (40, 0))
        self.assertFalse(old.file.storage.exists(old.file.name))
        self.assertEqual(Picture.objects.get(pk=plain.pk).file.name, plain.file.name)
        self.assertEqual(self.command(), "0 pictures written anew")

    def test_one_that_cannot_be_taken_is_named_and_the_others_are_written(self) -> None:
        animated = io.BytesIO()
        Image.new("P", (4, 4)).save(animated, "GIF", comment=b"Siti")
        lost, moving, old = (
            Picture.objects.create(title=name, description="Kotak", file=ImageFile(io.BytesIO(data), name))
            for name, data in (
                ("hilang.jpg", photo()),
                ("gerak.gif", animated.getvalue()),
                ("a.jpg", photo()),
            )
        )
        lost.file.storage.delete(lost.file.name)
        said, faults = io.StringIO(), io.StringIO()
        with self.assertRaisesRegex(CommandError, "2"):
            call_command("cleanpictures", stdout=said, stderr=faults)
        self.assertIn("1 pictures written anew", said.getvalue())
        for each in (lost, moving):
            self.assertIn(f"{each.pk} {each.file.name}: ", faults.getvalue())
        with Picture.objects.get(pk=old.pk).file.open() as file:
            self.assertFalse(Image.open(file).getexif())

    def command(self) -> str:
        said = io.StringIO()
        call_command("cleanpictures", stdout=said)
        return said.getvalue().strip()

    def test_a_document_waits_under_the_name_of_its_kind(self) -> None:
        self.assertTrue(self.send_many("documents", upload("renja.xlsx", PDF)).json()["success"])
        self.assertTrue(UploadedFile.objects.get().file.name.endswith(".pdf"))

    def test_other_files_are_no_pictures_and_no_documents(self) -> None:
        for name, data in (
            ("x.png", b"<svg onload=alert(1)>"),
            ("x.svg", b"<svg/>"),
            ("x.jpg", PDF),
            ("x.gif", b"GIF89a"),
        ):
            self.send_picture(upload(name, data))
        for name, data in (
            ("x.pdf", b"MZ program"),
            ("x.html", b"<script>"),
            ("x.docx", b"PK\x03\x04 zip"),
            ("x.exe", b"MZ"),
        ):
            self.send_document(upload(name, data))
        self.assertFalse(Picture.objects.exists())
        self.assertFalse(PublicDocument.objects.exists())

    def test_a_document_shows_on_its_page_at_once(self) -> None:
        self.assertEqual(self.send_document(upload("renja.pdf", PDF)).status_code, 302)
        made = PublicDocument.objects.get()
        self.assertRegex(made.sha256, r"^[0-9a-f]{64}$")
        self.client.logout()
        self.assertContains(self.get("/dokumen/"), made.sha256)

    def test_what_is_withheld_has_no_file_and_a_year_is_a_year(self) -> None:
        self.send_document(upload("a.pdf", PDF), information_class="dikecualikan")
        self.send_document(upload("a.pdf", PDF), year="26")
        self.send_document(upload("a.pdf", PDF), title="KTP 9999990101900001")
        self.assertFalse(PublicDocument.objects.exists())
