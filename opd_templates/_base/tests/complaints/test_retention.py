"""What is kept no longer is gone, in the database and on the disk; what the figures need stays."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from opd import files, retention
from opd.complaints import clearing, moving
from opd.complaints.models import Complaint, Event, Photo, Reporter, Response
from tests.complaints.support import NAME, ComplaintsCase, file

BEFORE = timedelta(days=400)


class Retention(ComplaintsCase):
    def setUp(self) -> None:
        self.one, self.token = self.hand_in(foto=file(), lintang="2,961234")
        self.one = self.moved(self.one, "teruskan", "mulai", "selesaikan", "tutup")
        self.running, _ = self.hand_in(foto=file())
        Complaint.objects.filter(pk=self.one.pk).update(closed_at=timezone.now() - BEFORE)
        self.line = timezone.now() - timedelta(days=365)

    def test_who_reported_goes_first_and_the_token_with_it(self) -> None:
        self.assertEqual(clearing.reporters(self.line), 1)
        self.assertEqual([one.complaint_id for one in Reporter.objects.all()], [self.running.pk])
        self.assertEqual(Client().post("/lacak/", {"kode": self.token}).status_code, 422)
        self.assertEqual(clearing.reporters(self.line), 0)

    def test_without_the_reporter_the_texts_that_stay_name_nobody(self) -> None:
        told = f"Kata {NAME} di 0812 3456 7890: masih ada."
        one, _ = self.hand_in(uraian=told, alamat=f"Rumah {NAME}", anonim="on")
        one = self.moved(one, "teruskan", "mulai", "minta-data", "lengkapi", tambahan=told)
        one = self.moved(one, "selesaikan", jawaban=f"Pak {NAME}, sudah.")
        moving.rate(one, 5, f"Salam, {NAME}.")
        self.moved(one, "tutup")
        Complaint.objects.filter(pk=one.pk).update(closed_at=timezone.now() - BEFORE, public_text=told)
        clearing.reporters(self.line)
        one = Complaint.objects.get(pk=one.pk)
        kept = [one.text, one.address, one.public_text, one.outcome.note]
        kept += [said.text for said in one.responses.all()] + [event.note for event in one.events.all()]
        for word in (*NAME.split(), "3456"):
            self.assertNotIn(word, " ".join(kept))
        self.assertIn("masih ada", one.text)
        self.assertEqual(sum("sudah" in word for word in kept), 2)
        with self.assertRaises(DatabaseError), transaction.atomic():
            Event.objects.update(note="Lain")

    def test_then_what_was_written(self) -> None:
        self.assertEqual(clearing.texts(self.line), 1)
        one = Complaint.objects.get(pk=self.one.pk)
        self.assertEqual((one.text, one.address, one.public_text, one.lat), (clearing.MARK, "", "", 2.961))
        self.assertFalse(Response.objects.filter(complaint=one).exists())
        self.assertEqual({event.note for event in Event.objects.filter(complaint=one)}, {""})
        self.assertEqual((one.code, one.state, one.outcome.took), (self.one.code, "ditutup", 0))
        self.assertEqual(clearing.texts(self.line), 0)
        self.running.refresh_from_db()
        self.assertNotEqual(self.running.text, clearing.MARK)
        self.assertContains(self.client.get(f"/laporan/{one.code}/"), "dihapus menurut masa simpan")

    def test_photos_leave_the_disk(self) -> None:
        names = [name for photo in self.one.photos.all() for name in (photo.file.name, photo.small.name)]
        self.assertTrue(all(files.private().exists(name) for name in names))
        with self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(clearing.photos(self.line), 2)
        self.assertFalse(any(files.private().exists(name) for name in names))
        self.assertEqual(Photo.objects.get().complaint_id, self.running.pk)

    def test_the_file_names_each_kind(self) -> None:
        own = set(retention.read(settings.OPD_PRIVACY))
        self.assertEqual(own, {"pelapor", "laporan", "foto_laporan"})
        self.assertLessEqual(own, retention.registered())

    def test_after_it_the_desk_still_opens(self) -> None:
        clearing.texts(self.line)
        page = self.staff("koordinator").get(f"/meja/laporan/{self.one.pk}/")
        self.assertContains(page, "Sudah dihapus")
        self.assertNotContains(page, NAME)
