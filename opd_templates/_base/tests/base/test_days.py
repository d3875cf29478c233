"""Holidays are data: typed in, or read from a decree's table."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase

from opd import days
from opd.models import AuditEntry, Holiday
from tests.base.people import staff

DECREE = "Tanggal;Nama\n2026-03-20;Idulfitri\n21/03/2026;Idulfitri\n\n2026-03-23;Cuti bersama Idulfitri\n"


class HolidaysTests(TestCase):
    def setUp(self) -> None:
        self.client.force_login(staff("butet", "pengelola"), "django.contrib.auth.backends.ModelBackend")

    def send(self, text: str | bytes, status: int = 302):
        content = text.encode() if isinstance(text, str) else text
        response = self.client.post("/staf/libur/", {"berkas": SimpleUploadedFile("libur.csv", content)})
        self.assertEqual(
            response.status_code, status, response.content.decode()[-3000:] if status == 302 else ""
        )
        return response

    def test_a_years_decree_is_read_and_counts(self) -> None:
        self.send(DECREE)
        self.assertEqual(days.holidays(), {date(2026, 3, 20), date(2026, 3, 21), date(2026, 3, 23)})
        self.assertEqual(days.deadline(date(2026, 3, 18), 3, days.holidays()), date(2026, 3, 25))
        self.assertEqual(AuditEntry.objects.get(action="hari libur diimpor").detail, {"baru": 3, "diubah": 0})

    def test_an_amendment_is_read_over_it(self) -> None:
        self.send(DECREE)
        self.send("2026-03-23,Hari lain\n2026-05-01,Hari Buruh\n")
        self.assertEqual(Holiday.objects.get(day="2026-03-23").name, "Hari lain")
        self.assertEqual(
            AuditEntry.objects.filter(action="hari libur diimpor").first().detail, {"baru": 1, "diubah": 1}
        )

    def test_wrong_lines_are_named_and_nothing_is_kept(self) -> None:
        response = self.send(
            "2026-03-20,Idulfitri\n2026-02-30,X\nkemarin,Y\n2026-03-24,\n2026-03-20,Lagi\n", 422
        )
        for line in (2, 3, 4):
            self.assertContains(response, f"Baris {line}: bukan tanggal dan nama.", status_code=422)
        self.assertContains(response, "Baris 5: 2026-03-20 sudah ada", status_code=422)
        self.assertFalse(Holiday.objects.exists())

    def test_what_is_no_table_is_refused(self) -> None:
        self.send(b"\xff\xfe\x00\x01", 422)
        self.send("", 422)
        self.send("Tanggal,Nama\n", 422)
        self.send("2026-01-01,x\n" * 6000, 422)

    def test_one_by_one_and_away(self) -> None:
        self.client.post("/staf/libur/", {"day": "2026-12-25", "name": "Natal"})
        self.assertEqual(days.holidays(), {date(2026, 12, 25)})
        self.assertEqual(
            self.client.post("/staf/libur/", {"day": "2026-12-25", "name": "Natal"}).status_code, 422
        )
        self.assertContains(self.client.get("/staf/libur/"), "25 Desember 2026")
        self.assertEqual(self.client.get("/staf/libur/hapus/").status_code, 405)
        self.client.post("/staf/libur/hapus/", {"day": "2026-12-25"})
        self.assertEqual(days.holidays(), frozenset())
