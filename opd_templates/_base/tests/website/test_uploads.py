"""What editors send is looked at and written anew, by whichever way it comes."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.images import ImageFile
from django.core.management import CommandError, call_command
from PIL import Image
from wagtail.models import UploadedFile

from opd.website.models import Picture, PublicDocument, SiteProfile

from .sites import SeededTest, picture, png, staff, upload

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)


def photo() -> bytes:
    """A JPEG that tells where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (2.0, 57.0, 36.0), 3: "E", 4: (99.0, 3.0, 0.0)}
    into = io.BytesIO()
    Image.new("RGB", (40, 30), "#336699").save(into, "JPEG", exif=exif)
    return into.getvalue()


class Sending(SeededTest):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.editor = staff("penyunting1", "penyunting")
        cls.collection = SiteProfile.for_site(cls.site).collection

    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.editor)

    def send_picture(self, file: Any, description: str = "Kotak biru") -> Any:
        data = {"title": "Foto", "file": file, "description": description, "collection": self.collection.pk}
        return self.post("/kelola/images/add/", data)

    def send_document(self, file: Any, **more: Any) -> Any:
        data = {"title": "Renja", "file": file, "kind": "renja", "information_class": "berkala", "number": "1",
                "year": "2026", "is_listed": "on", "is_checked": "on",
                "collection": self.collection.pk, **more}  # fmt: skip
        return self.post("/kelola/documents/add/", data)

    def send_many(self, kind: str, file: Any) -> Any:
        data = {"title": file.name, "files[]": file, "collection": self.collection.pk}
        return self.post(f"/kelola/{kind}/multiple/add/", data)


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


class Checked(Sending):
    """What a writer hands in is public only after an editor looked at it."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.writer = staff("penulis1", "penulis")

    def write(self, who: Any, document: PublicDocument | None = None, **more: Any) -> Any:
        self.client.force_login(who)
        data = {"title": "Renja", "file": upload("renja.pdf", PDF), "kind": "renja", "information_class": "berkala",
                "number": "1", "year": "2026", "is_listed": "on", **more}  # fmt: skip
        answer = self.post(f"/kelola/documents/{f'edit/{document.pk}' if document else 'add'}/", data)
        self.client.logout()
        return answer

    def is_public(self, document: PublicDocument) -> bool:
        shown = document.sha256 in self.get("/dokumen/").content.decode()
        self.assertEqual(self.get(document.url).status_code, 200 if shown else 404)
        self.assertEqual(self.get(document.file.url).status_code, 404)
        return shown

    def test_where_files_lie_pictures_alone_are_had(self) -> None:
        self.write(self.writer)
        name = PublicDocument.objects.get().file.name
        self.client.force_login(self.writer)
        self.send_many("documents", upload("renja.pdf", PDF))
        self.client.logout()
        waits = UploadedFile.objects.get().file.name
        for way in ("", "/", "./", "images/../", "images//../"):
            for path in (f"/media/{way}{name}", f"/media/{way}{waits}"):
                with self.subTest(path):
                    self.assertEqual(self.get(path).status_code, 404)
        photo = picture()
        for path in (photo.file.url, photo.get_rendition("max-20x20").url):
            self.assertEqual(self.get(path).status_code, 200)

    def test_a_writers_document_waits_for_an_editor(self) -> None:
        self.assertEqual(self.write(self.writer, is_checked="on").status_code, 302)
        made = PublicDocument.objects.get()
        self.assertFalse(self.is_public(made))
        self.assertNotContains(self.get("/cari/?q=Renja"), made.url)
        self.client.force_login(self.editor)
        self.assertContains(self.get("/kelola/"), "menunggu diperiksa")
        self.assertEqual(self.get(made.url).status_code, 200)
        self.write(self.editor, made, is_checked="on")
        made.refresh_from_db()
        self.assertTrue(self.is_public(made))

    def test_a_writer_changes_nothing_that_is_public(self) -> None:
        self.write(self.editor, is_checked="on")
        made = PublicDocument.objects.get()
        other = self.write(self.writer, made, title="Lain", file=upload("lain.pdf", PDF + b"% lain"))
        self.assertContains(other, "hanya diubah penyunting")
        kept = PublicDocument.objects.get()
        self.assertEqual((kept.title, kept.sha256), ("Renja", made.sha256))
        self.assertTrue(self.is_public(kept))

    def test_a_writer_takes_nothing_away_that_is_public(self) -> None:
        """By each door; an editor goes through the same."""
        self.client.force_login(self.editor)
        for model, send, doors in (
            (PublicDocument, lambda: self.send_document(upload("renja.pdf", PDF)), (
                "documents/delete/{}/", "documents/multiple/{}/delete/", "bulk/website/publicdocument/delete/?id={}",
            )),
            (Picture, lambda: self.send_picture(upload()), (
                "images/{}/delete/", "images/multiple/{}/delete/", "bulk/website/picture/delete/?id={}",
            )),
        ):  # fmt: skip
            for door in doors:
                with self.subTest(door):
                    send()
                    path = "/kelola/" + door.format(model.objects.get().pk)
                    self.client.force_login(self.writer)
                    self.post(path, {})
                    self.assertEqual(model.objects.count(), 1)
                    self.client.force_login(self.editor)
                    self.post(path, {})
                    self.assertEqual(model.objects.count(), 0)

    def test_a_writer_takes_an_own_document_back_until_it_was_looked_at(self) -> None:
        self.write(self.writer)
        path = f"/kelola/documents/delete/{PublicDocument.objects.get().pk}/"
        self.client.force_login(staff("penulis2", "penulis"))
        self.post(path, {})
        self.assertTrue(PublicDocument.objects.exists())
        self.client.force_login(self.writer)
        self.post(path, {})
        self.assertFalse(PublicDocument.objects.exists())

    def test_an_editor_ticks_the_file_that_was_shown_and_no_other(self) -> None:
        self.write(self.writer)
        shown = PublicDocument.objects.get()
        self.client.force_login(self.editor)
        self.assertContains(self.get(f"/kelola/documents/edit/{shown.pk}/"), shown.sha256)
        self.write(self.writer, shown, file=upload("lain.pdf", PDF + b"% lain"))
        other = PublicDocument.objects.get()
        self.assertNotEqual(other.sha256, shown.sha256)
        for told in (shown.sha256, ""):
            self.assertContains(self.tick(other, told), "diganti sesudah halaman ini dibuka")
            other.refresh_from_db()
            self.assertFalse(self.is_public(other))
        self.assertEqual(self.tick(other, other.sha256).status_code, 302)
        other.refresh_from_db()
        self.assertTrue(self.is_public(other))

    def tick(self, document: PublicDocument, shown: str) -> Any:
        data = {"title": "Renja", "kind": "renja", "information_class": "berkala", "number": "1", "year": "2026",
                "is_listed": "on", "is_checked": "on", "shown": shown}  # fmt: skip
        self.client.force_login(self.editor)
        answer = self.post(f"/kelola/documents/edit/{document.pk}/", data)
        self.client.logout()
        return answer

    def test_so_it_is_with_one_of_many(self) -> None:
        self.client.force_login(self.writer)
        waits = self.send_many("documents", upload("renja.pdf", PDF)).json()["uploaded_file_id"]
        words = {"title": "Renja", "kind": "renja", "year": "2026", "information_class": "berkala"}
        words |= {"is_listed": "on", "is_checked": "on"}
        self.post(
            f"/kelola/documents/multiple/create_from_uploaded_document/{waits}/",
            {f"uploaded-document-{waits}-{field}": value for field, value in words.items()},
        )
        self.client.logout()
        self.assertFalse(self.is_public(PublicDocument.objects.get()))

    def test_an_editor_takes_it_off_again(self) -> None:
        self.write(self.editor, is_checked="on")
        made = PublicDocument.objects.get()
        self.write(self.editor, made)
        made.refresh_from_db()
        self.assertFalse(self.is_public(made))

    def test_a_writer_adds_pictures_and_puts_none_in_the_place_of_another(self) -> None:
        self.client.force_login(self.writer)
        self.assertEqual(self.send_picture(upload()).status_code, 302)
        made = Picture.objects.get()
        data = {"title": "Foto", "description": "Kotak merah", "file": upload("lain.png", png(50, 50))}
        path = f"/kelola/images/{made.pk}/"
        self.assertContains(self.post(path, data), "hanya diganti penyunting")
        self.assertEqual(Picture.objects.get().width, made.width)
        self.client.force_login(self.editor)
        self.assertEqual(self.post(path, {**data, "file": upload("lain.png", png(50, 50))}).status_code, 302)
        self.assertEqual(Picture.objects.get().width, 50)
