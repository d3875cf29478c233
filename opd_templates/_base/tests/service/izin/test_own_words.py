"""What people write in their own words: no number by which somebody is known, and not longer than anything else."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from opd import retention
from opd.service import answers, clearing, current, values
from opd.service.models import Record
from opd.service.schema import Field
from tests.service.support import ServiceCase, permit

NUMBERS = (
    "9999990109904321",
    "9999 9901 0990 4321",
    "999999.010990.4321",
    "999999-010990-4321",
    "RT 03 9999 9901 0990 4321",
    "٩٩٩٩٩٩٠١٠٩٩٠٤٣٢١",
    "081234567890",
    "0812-3456-7890",
    "(0812) 3456 7890",
    "+62 812 3456 7890",
)
FINE = (
    "Jalan Contoh No. 12, RT 03/RW 04",
    "buka pukul 08.30-10.00 12 Maret 2026",
    "05-01-2026 - 03-02-2026",
    "telepon kantor 0622-21234",
    "rekening 8808 1234 5678 9012",
)
WRITTEN = ("nama_usaha", "lokasi_teks")


class Numbers(ServiceCase):
    def test_they_are_refused_wherever_people_write_freely(self) -> None:
        for number, written in enumerate(NUMBERS, 1):
            for place, name in enumerate(WRITTEN, 1):
                with self.subTest(field=name, written=written):
                    client = Client(REMOTE_ADDR=f"198.51.{number}.{place}")
                    sent = permit(**{name: f"Warung, {written}, Contoh"})
                    answer = client.post("/permohonan/izin/", sent)
                    self.assertContains(answer, "Jangan menulis NIK", status_code=422)
                    self.assertIn(name.removesuffix("_teks"), answer.context["form"].errors)
        self.assertFalse(Record.objects.exists())

    def test_they_may_stand_where_it_is_sealed(self) -> None:
        address = f"Jalan Rekaan 5, KK {NUMBERS[0]}, {NUMBERS[6]}"
        record, _ = self.hand_in(alamat=address)
        self.assertNotIn(NUMBERS[0], str(record.data))
        self.assertEqual(answers.read(record, "alamat", current.kind("izin").isian["alamat"]), address)

    def test_every_type_of_text_takes_them_sealed_alone(self) -> None:
        for kind, typed in {
            "teks": NUMBERS[0],
            "teks_panjang": NUMBERS[0],
            "tempat": [NUMBERS[0], "", ""],
        }.items():
            with self.subTest(kind):
                sealed, plain = (
                    Field.model_validate({"label": "KK", "tipe": kind, "pribadi": one})
                    for one in (True, False)
                )
                self.assertTrue(values.of(sealed).control(sealed).clean(typed))
                with self.assertRaises(ValidationError):
                    values.of(plain).control(plain).clean(typed)

    def test_staff_is_refused_the_same(self) -> None:
        record, _ = self.hand_in()
        self.moved(record, ("petugas loket", "terima"))
        sent = {"catatan_lapangan": f"Bertemu {NUMBERS[1]}", "berlaku_sampai": "2030-01-01"}
        answer = self.staff("pemeriksa").post(f"/meja/izin/{record.pk}/langkah/usulkan/", sent)
        self.assertContains(answer, "Jangan menulis NIK", status_code=422)

    def test_other_numbers_are_let_through(self) -> None:
        for number, written in enumerate(FINE, 1):
            record, _ = self.hand_in(number, nama_usaha=written)
            self.assertEqual(record.data["nama_usaha"], written)

    def test_a_number_in_groups_is_masked_in_notes_too(self) -> None:
        record, _ = self.hand_in()
        desk = self.staff("petugas loket")
        for written in NUMBERS[:5]:
            desk.post(f"/meja/izin/{record.pk}/catatan/", {"teks": f"Datang dengan {written}."})
            note = record.events.filter(what="catatan").latest("pk").note
            self.assertNotIn(written[-14:], note)
            self.assertIn("•", note)


class Clearing(ServiceCase):
    def refused(self) -> Record:
        record, _ = self.hand_in(nama_usaha="Warung Bu Siti Rekaan", lokasi_teks="Rumah Bu Siti Rekaan")
        return self.moved(
            record,
            ("petugas loket", "terima"),
            ("pemeriksa", "usulkan"),
            ("kepala", "tolak"),
            catatan_lapangan="Bu Siti Rekaan tidak di rumah",
        )

    def test_own_words_go_with_what_names_somebody(self) -> None:
        record = self.refused()
        Record.objects.filter(pk=record.pk).update(closed_at=timezone.now() - timedelta(days=731))
        retention.run()
        record.refresh_from_db()
        self.assertNotIn("Siti", f"{record.data} {record.title}")
        prose = {code for code, field in current.kind("izin").isian.items() if field.is_prose}
        self.assertEqual(prose & record.data.keys(), set())
        self.assertEqual(record.title, record.number)
        kept = ("bentuk", "luas", "nilai", "mulai", "menyala", "nib")
        self.assertTrue(set(kept) <= record.data.keys(), record.data)

    def test_what_an_earlier_release_cleared_loses_them_the_next_night(self) -> None:
        record, before = self.refused(), timezone.now() - timedelta(days=3)
        Record.objects.filter(pk=record.pk).update(cleared_at=before)
        retention.run()
        record.refresh_from_db()
        self.assertNotIn("Siti", f"{record.data} {record.title}")
        self.assertEqual((record.title, record.cleared_at), (record.number, before))
        self.assertEqual(retention.run()[clearing.LEFT], 0)
