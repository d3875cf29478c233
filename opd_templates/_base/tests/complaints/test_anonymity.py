"""Who is anonymous stays so: on pages, in exports, in what is revealed, in the audit log, in SP4N-LAPOR!'s file."""

from __future__ import annotations

import csv
import io
import json

from django.test import Client

from opd.complaints import moving
from opd.complaints.models import Complaint, Reporter
from opd.complaints.redaction import for_others
from opd.models import AuditEntry
from opd.refusal import Refused
from tests.complaints.support import GIVEN, NAME, ComplaintsCase, file, report

UNCHECKED = "Belum diperiksa koordinator"


class Anonymity(ComplaintsCase):
    def setUp(self) -> None:
        told = f"Saya {NAME}, telepon 0812 3456 7890, surel warga@contoh.invalid, melihat sampah di sini."
        self.one, self.token = self.hand_in(
            anonim="on", uraian=told, alamat=f"Rumah {NAME}", nik="9999990109904321"
        )
        self.one = self.moved(self.one, "teruskan", "mulai", teks_umum="Sampah di sini.", teks_unit=told)
        self.moved(self.one, "minta-data")
        self.moved(self.one, "lengkapi", tambahan=f"Ini {NAME} lagi, di sebelah barat.")

    def assertNobody(self, text: str) -> None:  # noqa: N802  # as unittest calls its own
        for word in ("Togar", "Misalan", "3456", "81234567890", "contoh.invalid", "99999901"):
            self.assertNotIn(word, text)

    def test_the_office_sees_what_and_not_who(self) -> None:
        office = self.staff("penghubung", "dlh")
        for path in (
            f"/meja/laporan/{self.one.pk}/",
            f"/meja/laporan/{self.one.pk}/langkah/selesaikan/",
            "/meja/laporan/",
        ):
            page = office.get(path)
            self.assertNobody(page.content.decode())
        self.assertContains(office.get(f"/meja/laporan/{self.one.pk}/"), "melihat sampah di sini")

    def test_who_names_himself_and_gives_no_name_is_hidden_by_the_coordinator(self) -> None:
        told = f"Saya {NAME} yang tinggal di sini, sampah menumpuk."
        one, _ = self.hand_in(anonim="on", nama="", telepon="", surel="", uraian=told, alamat=f"Rumah {NAME}")
        one = self.moved(one, "minta-data", "lengkapi", tambahan=f"Kata {NAME}: di sebelah barat.")
        desk, here = self.staff("koordinator"), f"/meja/laporan/{one.pk}/"
        form = desk.get(f"{here}langkah/teruskan/").context["form"]
        for word in ("yang tinggal di sini", "Tempat: Rumah", "di sebelah barat"):
            self.assertIn(word, form["teks_unit"].initial)
        sent = {**GIVEN, "teks_umum": "Sampah.", "teks_unit": ""}
        self.assertContains(desk.post(f"{here}langkah/teruskan/", sent), "teks_unit", status_code=422)
        with self.assertRaises(Refused):
            self.moved(one, "teruskan", teks_unit="")
        desk.post(
            f"{here}langkah/teruskan/",
            sent | {"teks_unit": "Sampah menumpuk di sebelah barat. NIK 9999990109904321"},
        )
        office = self.staff("penghubung", "dlh")
        for client in (office, self.staff("pimpinan"), self.staff("auditor")):
            page = client.get(here)
            self.assertContains(page, "Sampah menumpuk di sebelah barat")
            self.assertNobody(page.content.decode())
        self.assertNobody(office.get(f"{here}langkah/mulai/").content.decode())
        self.assertNobody(b"".join(office.post("/meja/laporan/ekspor/").streaming_content).decode())
        self.assertContains(desk.get(here), told)
        self.assertContains(desk.get(here), f"Kata {NAME}")

    def test_with_a_name_nothing_is_asked_for_beside(self) -> None:
        one, _ = self.hand_in()
        form = self.staff("koordinator").get(f"/meja/laporan/{one.pk}/langkah/teruskan/").context["form"]
        self.assertNotIn("teks_unit", form.fields)
        self.assertEqual(self.moved(one, "teruskan").office_text, "")

    def test_the_office_opens_nothing(self) -> None:
        key = Reporter.objects.get().pk
        reason = {"alasan": "Perlu menghubungi pelapor ini."}
        for role, unit in (("penghubung", "dlh"), ("pimpinan", ""), ("auditor", ""), ("loket", "")):
            client = self.staff(role, unit)
            for field in ("name", "phone", "email", "nik"):
                self.assertEqual(
                    client.post(f"/staf/buka/complaints.reporter/{key}/{field}/", reason).status_code, 403
                )
        self.assertFalse(AuditEntry.objects.filter(action="buka data pribadi").exists())

    def test_the_coordinator_opens_it_for_a_reason_that_is_kept(self) -> None:
        desk, key = self.staff("koordinator"), Reporter.objects.get().pk
        page = desk.get(f"/meja/laporan/{self.one.pk}/")
        self.assertNotContains(page, "081234567890")
        path = f"/staf/buka/complaints.reporter/{key}/phone/"
        self.assertEqual(desk.post(path, {"alasan": "x"}).status_code, 422)
        self.assertContains(desk.post(path, {"alasan": "Menanyakan patokan lokasi."}), "081234567890")
        entry = AuditEntry.objects.get(action="buka data pribadi")
        self.assertEqual((entry.who, entry.detail["alasan"]), ("koordinator", "Menanyakan patokan lokasi."))

    def test_no_export_names_anybody(self) -> None:
        self.somebody_with_a_name()
        for role, unit in (("penghubung", "dlh"), ("koordinator", "")):
            answer = self.staff(role, unit).post("/meja/laporan/ekspor/")
            text = b"".join(answer.streaming_content).decode()
            rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
            self.assertEqual([row["anonim"] for row in rows], ["ya", "tidak"])
            self.assertNobody(text)
            self.assertFalse({"nama", "telepon", "nik"} & rows[0].keys())
        for role in ("pimpinan", "auditor"):
            self.assertEqual(self.staff(role).post("/meja/laporan/ekspor/").status_code, 403)

    def somebody_with_a_name(self) -> Complaint:
        told = f"Saya {NAME}, telepon 0812 3456 7890, melihat jalan rusak di sini."
        one, _ = self.hand_in(uraian=told, alamat=f"Rumah {NAME}")
        return self.moved(one, "teruskan", "mulai", "minta-data", "lengkapi", tambahan=told)

    def test_neither_audit_log_nor_file_for_the_nation_names_anybody(self) -> None:
        desk = self.staff("koordinator")
        for form in ("csv", "json"):
            self.assertNobody(desk.post("/meja/sp4n/berkas/", {"format": form}).content.decode())
        self.assertNobody(
            json.dumps(list(AuditEntry.objects.values("who", "subject", "detail")), default=str)
        )

    def test_nothing_of_it_is_logged(self) -> None:
        with self.assertLogs("opd", level="DEBUG") as seen:
            self.client.post("/lapor/", report(anonim="on"), headers={"X-Forwarded-For": "10.9.8.7"})
        self.assertNobody(" ".join(str(vars(record)) for record in seen.records))

    def test_leaders_read_it_masked(self) -> None:
        for one in (self.one, self.somebody_with_a_name()):
            for role in ("pimpinan", "auditor"):
                page = self.staff(role).get(f"/meja/laporan/{one.pk}/").content.decode()
                self.assertNobody(page)
                self.assertIn("melihat", page)

    def assertUnchecked(self, one: Complaint, *readers: Client) -> None:  # noqa: N802  # as unittest calls its own
        for client in readers:
            page = client.get(f"/meja/laporan/{one.pk}/")
            self.assertContains(page, UNCHECKED)
            self.assertNobody(page.content.decode())
            self.assertNotContains(page, "tinggal di sini")
            self.assertTrue(page.context["works"] or not page.context["photos"])

    def test_what_no_coordinator_let_through_nobody_else_reads(self) -> None:
        told = f"Saya {NAME} yang tinggal di sini, sampah menumpuk."
        readers = self.staff("pimpinan"), self.staff("auditor")
        for step in ("", "jawab", "tolak", "cabut", "ke-sp4n"):
            one, _ = self.hand_in(
                anonim="on", nama="", telepon="", surel="", uraian=told, alamat=f"Rumah {NAME}", foto=file()
            )
            one = self.moved(one, "minta-data", "lengkapi", tambahan=f"Kata {NAME}: di sebelah barat.")
            with self.subTest(step):
                more = {"alasan": told} if step == "cabut" else {}
                self.assertUnchecked(self.moved(one, *filter(None, [step]), sp4n="123", **more), *readers)
                self.assertContains(self.staff("koordinator").get(f"/meja/laporan/{one.pk}/"), told)

    def test_a_rating_is_not_read_either(self) -> None:
        one, _ = self.hand_in(anonim="on", nama="", telepon="", surel="")
        moving.rate(self.moved(one, "jawab"), 2, f"Kata {NAME}: lambat.")
        self.assertUnchecked(one, self.staff("pimpinan"), self.staff("auditor"))

    def test_of_what_was_handed_on_before_an_office_reads_nothing_until_it_is_checked(self) -> None:
        told = f"Saya {NAME} yang tinggal di sini, sampah menumpuk."
        one, _ = self.hand_in(anonim="on", nama="", telepon="", surel="", uraian=told)
        one = self.moved(one, "teruskan", "mulai", "minta-data", "lengkapi", tambahan=told)
        Complaint.objects.filter(pk=one.pk).update(office_text="")
        office, desk = self.staff("penghubung", "dlh"), self.staff("koordinator")
        self.assertUnchecked(one, office, self.staff("pimpinan"))
        self.assertNobody(b"".join(office.post("/meja/laporan/ekspor/").streaming_content).decode())
        form = desk.get(f"/meja/laporan/{one.pk}/perbaiki/").context["form"]
        sent = {**form.initial, "tampil": "on", "teks_unit": "Sampah menumpuk.", "alasan": "Diperiksa."}
        self.assertEqual(desk.post(f"/meja/laporan/{one.pk}/perbaiki/", sent).status_code, 302)
        self.assertContains(office.get(f"/meja/laporan/{one.pk}/"), "Sampah menumpuk.")
        self.assertNotContains(office.get(f"/meja/laporan/{one.pk}/"), UNCHECKED)

    def test_what_is_deleted_is_not_called_unchecked(self) -> None:
        one = Complaint(anonymous=True, text="[dihapus]", cleared_at=self.one.created_at)
        self.assertEqual(for_others(one), "[dihapus]")

    def test_an_office_sees_masked_and_opens_somebody_with_a_name(self) -> None:
        one, _ = self.hand_in()
        self.moved(one, "teruskan")
        office, key = self.staff("penghubung", "dlh"), Complaint.objects.get(pk=one.pk).reporter.pk
        page = office.get(f"/meja/laporan/{one.pk}/")
        self.assertNotContains(page, "081234567890")
        self.assertContains(page, "0812")
        answer = office.post(
            f"/staf/buka/complaints.reporter/{key}/name/", {"alasan": "Menghubungi pelapor."}
        )
        self.assertContains(answer, NAME)
        other = self.staff("penghubung", "putr")
        self.assertEqual(other.get(f"/staf/buka/complaints.reporter/{key}/name/").status_code, 403)
