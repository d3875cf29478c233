"""Personal data: encrypted, found, masked, revealed for a reason."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection
from django.test import SimpleTestCase, TestCase

from contoh.models import Warga
from opd import reveal
from opd.models import AuditEntry
from opd.private import (
    blind,
    has_personal_number,
    masked,
    validate_nik,
    validate_phone,
    without_personal_numbers,
)
from tests.base.people import staff

NIK = "9999991501900001"
REASON = "Mencocokkan berkas permohonan dengan kartu"


class FieldTests(TestCase):
    def raw(self, column: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM contoh_warga")
            return cursor.fetchone()[0]

    def test_the_database_cannot_read_it_and_each_sealing_is_another_one(self) -> None:
        one = Warga.objects.create(name="A", nik=NIK)
        first = self.raw("nik")
        self.assertNotIn(NIK, first)
        one.save()
        self.assertNotEqual(first, self.raw("nik"))
        self.assertEqual(Warga.objects.get().nik, NIK)

    def test_it_is_found_by_its_blind_index_only(self) -> None:
        Warga.objects.create(name="A", nik=NIK)
        self.assertEqual(Warga.objects.get(nik_index=blind("9999 9915 0190 0001")).name, "A")
        self.assertFalse(Warga.objects.filter(nik_index=blind("9999991501900002")).exists())
        with self.assertRaisesMessage(TypeError, "search by its blind index"):
            Warga.objects.filter(nik=NIK)
        self.assertTrue(Warga.objects.filter(nik__isnull=False).exists())

    def test_the_index_follows_the_field(self) -> None:
        one = Warga.objects.create(name="A", nik=NIK)
        one.nik = ""
        one.save()
        self.assertEqual(self.raw("nik_index"), "")
        self.assertEqual(Warga.objects.get().nik, "")

    def test_what_was_moved_to_another_column_or_changed_is_refused(self) -> None:
        Warga.objects.create(name="A", nik=NIK)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE contoh_warga SET other = nik")
        with self.assertRaisesMessage(
            ValueError, "contoh.warga.other was sealed with another key, or was changed"
        ):
            Warga.objects.get()


class NumberTests(SimpleTestCase):
    def test_nik(self) -> None:
        for right in (NIK, "1272015505900001", "3171013112991234"):
            validate_nik(right)
        for wrong in (
            "",
            "999999150190000",
            "9999993201900001",
            "9999991513900001",
            "9999991501900000",
            "9999997201900001",
            "999999150190000a",
        ):
            with self.subTest(wrong), self.assertRaises(ValidationError):
                validate_nik(wrong)

    def test_phone(self) -> None:
        for right in ("081234567890", "0812-3456-7890", "+62 812 3456 7890"):
            validate_phone(right)
        for wrong in ("", "0622123456", "0812", "08123456789012345", "+1 812 3456 7890"):
            with self.subTest(wrong), self.assertRaises(ValidationError):
                validate_phone(wrong)

    def test_masked(self) -> None:
        self.assertEqual(masked(NIK), "9999••••••••0001")
        self.assertEqual(masked("123456789"), "•" * 9)
        self.assertEqual(masked(""), "")

    def test_numbers_in_a_text_are_masked(self) -> None:
        text = without_personal_numbers(f"NIK {NIK}, telepon 0812-3456-7890, nomor 123 tahun 2026")
        self.assertEqual(text, "NIK 9999••••••••0001, telepon 0812••••••7890, nomor 123 tahun 2026")
        for written in (f"{NIK[:4]} {NIK[4:8]} {NIK[8:12]} {NIK[12:]}", f"{NIK[:6]}.{NIK[6:12]}.{NIK[12:]}"):
            self.assertNotIn(NIK[6:8], without_personal_numbers(f"NIK {written}, RT 03"), written)

    def test_dates_times_and_accounts_are_nobodys_numbers(self) -> None:
        for text in ("05-01-2026 - 03-02-2026", "pukul 08.30-10.00 12 Maret 2026", "8808 1234 5678 9012",
                     "pukul 08.00-16.00", "08.00 - 10.30 WIB", "08-01-2026 - 10-01-2026", "08.01.2.05.0001",
                     "5.1.02.01.01.0024 5.1.02.01.01.0025", "08-12-2025 10-12-2025"):  # fmt: skip
            with self.subTest(text):
                self.assertFalse(has_personal_number(text))
                self.assertEqual(without_personal_numbers(text), text)
        for text in (f"KK {NIK}", "hubungi 0812-3456-7890", "+62 812 3456 7890", "62812 3456 789", "6281234567890",
                     "99.99.99.010190.0001", "9999\xa09901\xa00190\xa00001"):  # fmt: skip
            with self.subTest(text):
                self.assertTrue(has_personal_number(text))
                self.assertIn("••••", without_personal_numbers(text))


class RevealTests(TestCase):
    def setUp(self) -> None:
        self.one = Warga.objects.create(name="A", nik=NIK)
        self.url = reveal.url(self.one, "nik")

    def come(self, *roles: str) -> None:
        self.client.force_login(staff("butet", *roles), "django.contrib.auth.backends.ModelBackend")

    def test_the_reason_is_written_down_before_it_is_shown(self) -> None:
        self.come("petugas")
        self.assertNotContains(self.client.get(self.url), NIK)
        response = self.client.post(self.url, {"alasan": REASON})
        self.assertContains(response, NIK)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        entry = AuditEntry.objects.get(action="buka data pribadi")
        self.assertEqual((entry.who, entry.subject), ("butet", f"contoh.warga:{self.one.pk}"))
        self.assertEqual(entry.detail, {"data": "NIK", "alasan": REASON})

    def test_without_a_reason_it_stays_hidden(self) -> None:
        self.come("petugas")
        for reason in ("", "perlu", "-" * 20, "aaaaaaaaaaaa"):
            response = self.client.post(self.url, {"alasan": reason})
            self.assertNotContains(response, NIK, status_code=422)
        self.assertFalse(AuditEntry.objects.filter(action="buka data pribadi").exists())

    def test_a_reason_holds_no_personal_data(self) -> None:
        self.come("petugas")
        self.client.post(self.url, {"alasan": f"Warga dengan NIK {NIK} bertanya"})
        self.assertNotIn(NIK, repr(AuditEntry.objects.get(action="buka data pribadi").detail))

    def test_without_the_permission_there_is_nothing_to_see(self) -> None:
        self.assertRedirects(self.client.get(self.url), f"/masuk/?next={self.url}")
        self.come("auditor")
        self.assertEqual(self.client.post(self.url, {"alasan": REASON}).status_code, 403)

    def test_an_object_may_be_nobody_elses(self) -> None:
        self.come("petugas")
        Warga.objects.update(name="bukan butet")
        self.assertEqual(self.client.post(self.url, {"alasan": REASON}).status_code, 403)

    def test_only_what_is_registered_is_revealed(self) -> None:
        self.come("petugas")
        for path in (
            f"contoh.warga/{self.one.pk}/name/",
            f"contoh.warga/{self.one.pk + 1}/nik/",
            "opd.user/1/password/",
        ):
            self.assertEqual(self.client.get(f"/staf/buka/{path}").status_code, 404, path)
