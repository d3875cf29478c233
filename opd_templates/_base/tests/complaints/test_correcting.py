"""The coordinator mends category, village and what the public sees; what the citizen wrote stays for the office."""

from __future__ import annotations

from typing import Any

from opd.complaints import correcting, states
from opd.complaints.models import Complaint
from opd.models import AuditEntry
from opd.refusal import Refused
from tests.complaints.support import TEXT, ComplaintsCase, file

REASON = "Menyebut nama tetangga."


class Correcting(ComplaintsCase):
    def setUp(self) -> None:
        self.one, self.token = self.hand_in(foto=file())
        self.path = f"/meja/laporan/{self.one.pk}/perbaiki/"

    def published(self) -> None:
        self.one = self.moved(self.one, "teruskan", "mulai", "selesaikan", foto_umum="on")

    def send(self, code: int = 302, **more: Any) -> Any:
        sent = {
            "kategori": "sampah/menumpuk",
            "kelurahan": "12.72.05.1007",
            "teks_umum": self.one.public_text,
            "tampil": "on",
            "alasan": REASON,
            **more,
        }
        answer = self.staff("koordinator").post(self.path, {k: v for k, v in sent.items() if v is not None})
        self.assertEqual(answer.status_code, code, answer.context and answer.context["form"].errors)
        self.one.refresh_from_db()
        return answer

    def test_category_and_village_before_it_is_handed_on(self) -> None:
        desk = self.staff("koordinator")
        self.assertNotContains(desk.get(self.path), "Teks untuk umum")
        self.assertContains(desk.get(f"/meja/laporan/{self.one.pk}/langkah/teruskan/"), self.path)
        self.send(kategori="jalan/parit", kelurahan="12.72.01.1002", teks_umum=None, tampil=None)
        self.assertEqual(
            (self.one.category, self.one.sub, self.one.village), ("jalan", "parit", "12.72.01.1002")
        )
        self.assertEqual((self.one.verified_on, self.one.listed, self.one.public_text), (None, False, ""))
        step = desk.get(f"/meja/laporan/{self.one.pk}/langkah/teruskan/")
        self.assertEqual(step.context["form"]["unit"].initial, "putr")
        for wrong in ({"kategori": "tiada/"}, {"kelurahan": "12.72.99.9999"}, {"alasan": ""}):
            self.send(422, **wrong)

    def test_a_text_is_edited_and_the_original_stays(self) -> None:
        self.published()
        self.send(teks_umum="Sampah menumpuk. Hubungi 0812 3456 7890.")
        self.assertIn("Sampah menumpuk. Hubungi", self.one.public_text)
        self.assertNotIn("3456", self.one.public_text)
        self.assertEqual(self.one.text, TEXT)
        for path in (f"/laporan/{self.one.code}/", "/laporan/"):
            self.assertNotContains(self.client.get(path), "tiga hari di depan")
        self.assertContains(self.staff("penghubung", "dlh").get(f"/meja/laporan/{self.one.pk}/"), TEXT)

    def test_a_text_is_withdrawn_without_a_word_of_deletion(self) -> None:
        self.published()
        self.send(teks_umum="")
        page = self.client.get(f"/laporan/{self.one.code}/")
        self.assertContains(page, "Teks tidak ditampilkan.")
        self.assertNotContains(page, "masa simpan")

    def test_all_of_it_is_withdrawn(self) -> None:
        self.published()
        self.send(tampil=None)
        self.assertEqual(self.client.get(f"/laporan/{self.one.code}/").status_code, 404)

    def test_a_photo_and_an_answer_are_withdrawn_one_by_one(self) -> None:
        self.published()
        photo, answer = correcting.shown(self.one)
        public = f"/laporan/{self.one.code}/"
        self.assertContains(self.client.get(public), "<figure>")
        self.send(tarik=[correcting.name_of(photo)])
        self.assertNotContains(self.client.get(public), "<figure>")
        self.assertContains(self.client.get(public), "sudah diangkut")
        self.send(tarik=[correcting.name_of(answer)])
        self.assertNotContains(self.client.get(public), "sudah diangkut")
        self.assertContains(self.tracked(self.token).get("/lacak/laporan/"), "sudah diangkut")
        self.assertEqual(self.one.photos.count(), 2)

    def test_nobody_withdraws_what_is_anothers(self) -> None:
        self.published()
        other = self.moved(self.hand_in()[0], "teruskan", "mulai", "selesaikan", foto_umum="on")
        for wrong in (correcting.name_of(correcting.shown(other)[0]), "foto-0", "../"):
            self.send(422, tarik=[wrong])
        self.assertEqual(len(correcting.shown(other)), 2)

    def test_what_is_confidential_or_about_conduct_stays_unlisted(self) -> None:
        self.one, _ = self.hand_in(rahasia="on")
        self.path = f"/meja/laporan/{self.one.pk}/perbaiki/"
        self.one = self.moved(self.one, "teruskan")
        self.send(kategori="jalan/parit")
        self.assertFalse(self.one.listed)
        self.one, _ = self.hand_in()
        self.path = f"/meja/laporan/{self.one.pk}/perbaiki/"
        self.one = self.moved(self.one, "teruskan", klasifikasi=states.OVERSEEN, unit="inspektorat")
        self.send(kategori="jalan/parit")
        self.assertFalse(self.one.listed)

    def test_the_text_for_the_office_of_an_anonymous_one(self) -> None:
        self.assertNotContains(self.staff("koordinator").get(self.path), "Teks untuk unit")
        self.one, _ = self.hand_in(anonim="on", nama="", telepon="", surel="")
        self.path = f"/meja/laporan/{self.one.pk}/perbaiki/"
        self.one = self.moved(self.one, "teruskan", teks_unit="Rumah saya nomor enam, sampah menumpuk.")
        self.send(422, teks_unit="")
        self.send(teks_unit="Sampah menumpuk.")
        page = self.staff("penghubung", "dlh").get(f"/meja/laporan/{self.one.pk}/")
        self.assertNotContains(page, "nomor enam")
        self.assertNotIn("nomor enam", str(AuditEntry.objects.get(action=correcting.WORD).detail))

    def test_what_was_done_is_written_down_and_no_word_of_the_text(self) -> None:
        self.published()
        self.send(kategori="jalan/parit", teks_umum="Parit tersumbat.")
        entry = AuditEntry.objects.get(action=correcting.WORD)
        self.assertEqual(entry.who, "koordinator")
        self.assertEqual(entry.detail["kategori"], ["sampah/menumpuk", "jalan/parit"])
        self.assertNotIn("Sampah", str(entry.detail))
        self.assertNotContains(self.tracked(self.token).get("/lacak/laporan/"), REASON)
        self.assertContains(self.staff("auditor").get(f"/meja/laporan/{self.one.pk}/"), REASON)

    def test_nothing_changed_is_nothing_done(self) -> None:
        self.published()
        self.send(422)
        self.assertFalse(AuditEntry.objects.filter(action=correcting.WORD).exists())

    def test_others_do_not_and_what_is_deleted_is_not_mended(self) -> None:
        self.published()
        for role, unit in (("penghubung", "dlh"), ("pimpinan", ""), ("auditor", ""), ("loket", "")):
            self.assertIn(self.staff(role, unit).post(self.path).status_code, (403, 404), role)
        Complaint.objects.filter(pk=self.one.pk).update(cleared_at=self.one.created_at)
        self.send(422, kategori="jalan/parit")
        with self.assertRaises(Refused):
            correcting.correct(
                self.one, "koordinator", {"kategori": "jalan/", "kelurahan": "", "alasan": "x"}
            )
