"""What a writer hands in is public only after an editor looked at it."""

from __future__ import annotations

from typing import Any

from wagtail.models import UploadedFile

from opd.website.models import Picture, PublicDocument

from .sending import PDF, Sending
from .sites import picture, png, staff, upload


class Checked(Sending):
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
