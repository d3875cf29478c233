"""What leaves the desk: exports, letters; and made-up content."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

from django.utils import timezone

from opd import content
from opd.models import AuditEntry, User
from opd.refusal import Refused
from opd.service import current, exporting, letters
from opd.service.models import Letter, Record
from opd.service.schema import Kind
from tests.service.support import ServiceCase, permit, signer


def kind() -> Kind:
    return current.kind("izin")


class Exports(ServiceCase):
    def rows(self, role: str, **more: str) -> list[dict[str, str]]:
        answer = self.staff(role).post("/meja/izin/ekspor/", {"format": "csv", **more})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def test_masked_and_full(self) -> None:
        self.hand_in()
        (row,) = self.rows("auditor")
        self.assertNotIn(permit()["nik"], str(row))
        self.assertNotEqual(row["nama"], permit()["nama"])
        self.assertEqual(row["nilai"], "1500000")
        self.assertEqual((row["bentuk"], row["sisi"]), ("Papan atau billboard", "Depan, Belakang"))
        (row,) = self.rows("kepala", penuh="ya", alasan="Laporan tahunan kepada wali kota")
        self.assertEqual(row["nik"], permit()["nik"])
        entry = AuditEntry.objects.filter(action="ekspor").first()
        self.assertEqual((entry.detail["penuh"], entry.detail["jumlah"]), (True, 1))

    def test_a_place_has_columns_for_a_map(self) -> None:
        self.hand_in()
        self.hand_in(2, lokasi_lat="", lokasi_lon="")
        first, second = self.rows("auditor")
        place = [first[name] for name in ("lokasi", "lokasi_lat", "lokasi_lon")]
        self.assertEqual(place, ["Jalan Contoh No. 1", "2.959", "99.06"])
        self.assertEqual((second["lokasi_lat"], second["lokasi_lon"]), ("", ""))
        self.assertNotIn(
            "lokasi_lat", json.dumps(list(exporting.rows(Record.objects.all(), kind(), full=False)))
        )

    def test_a_full_one_without_a_reason_is_refused(self) -> None:
        self.hand_in()
        answer = self.staff("kepala").post(
            "/meja/izin/ekspor/", {"format": "csv", "penuh": "ya", "alasan": "ya"}
        )
        self.assertEqual(answer.status_code, 422)

    def test_a_spreadsheet_runs_nothing(self) -> None:
        for evil in ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1"):
            self.assertTrue(str(exporting.cell(evil)).startswith("'"), evil)
        self.assertEqual(exporting.cell(-5), -5)
        self.hand_in(nama_usaha='=HYPERLINK("http://x","y")')
        (row,) = self.rows("auditor")
        self.assertEqual(row["nama_usaha"], '\'=HYPERLINK("http://x","y")')

    def test_json(self) -> None:
        self.hand_in()
        answer = self.staff("auditor").post("/meja/izin/ekspor/", {"format": "json"})
        (row,) = json.loads(b"".join(answer.streaming_content))
        self.assertEqual(row["lokasi"]["lat"], 2.959)
        self.assertEqual(row["menyala"], True)

    def test_a_link_makes_no_export(self) -> None:
        self.assertEqual(self.staff("kepala").get("/meja/izin/ekspor/").status_code, 405)
        self.assertEqual(self.staff("kepala").post("/meja/izin/ekspor/", {"format": "exe"}).status_code, 404)


class Letters(ServiceCase):
    def ready(self) -> Record:
        record, _ = self.hand_in()
        return self.moved(record, ("petugas loket", "terima"), ("pemeriksa", "usulkan"))

    def test_it_is_numbered_once_and_its_signer_frozen(self) -> None:
        record, one = self.ready(), signer()
        made = letters.make(record, "izin", one, "kepala")
        self.assertRegex(made.number, r"^510/001/IZIN/20\d\d$")
        one.name = "Orang Lain"
        one.save()
        self.assertEqual(Letter.objects.get().signer_name, "Butet Umpama")
        with self.assertRaises(Refused):
            letters.make(record, "izin", one, "kepala")
        self.assertEqual(Letter.objects.count(), 1)

    def test_a_wrong_one_is_voided_and_made_anew_under_another_number(self) -> None:
        record, one = self.ready(), signer()
        wrong = letters.make(record, "izin", one, "kepala")
        path = f"/meja/izin/{record.pk}/surat/izin/batal/"
        for role in ("petugas loket", "pemeriksa", "auditor"):
            self.assertEqual(self.staff(role).post(path, {"_alasan": "Coba saja"}).status_code, 403, role)
        head = self.staff("kepala")
        self.assertEqual(head.post(path, {"_alasan": " "}).status_code, 422)
        self.assertEqual(head.post(path, {"_alasan": "Luas bidang salah, 081234567890"}).status_code, 302)
        wrong.refresh_from_db()
        self.assertIsNotNone(wrong.voided_at)
        self.assertNotIn("081234567890", wrong.voided_why)
        self.assertEqual(head.post(path, {"_alasan": "Sekali lagi"}).status_code, 404)
        self.assertEqual(head.get(f"/meja/izin/{record.pk}/surat/izin/pdf/").status_code, 404)
        early = head.post(f"/meja/izin/{record.pk}/langkah/terbitkan/", {})
        self.assertContains(early, "Buat dahulu surat izin", status_code=422)
        again = letters.make(record, "izin", one, "kepala")
        self.assertRegex(again.number, r"^510/002/IZIN/20\d\d$")
        self.assertContains(head.get(f"/meja/izin/{record.pk}/"), "Dibatalkan")
        self.assertEqual(AuditEntry.objects.get(action="surat batal izin").detail, {"nomor": wrong.number})
        self.assertEqual(head.post(f"/meja/izin/{record.pk}/langkah/terbitkan/", {}).status_code, 302)

    def test_its_text_is_sealed_and_whole(self) -> None:
        made = letters.make(self.ready(), "izin", signer(), "kepala")
        self.assertNotIn(permit()["nik"], json.dumps(made.text))
        from opd.service import sealing

        text = sealing.opened(made.text, letters._place(made))
        self.assertIn(f"NIK: {permit()['nik']}", text)
        self.assertNotIn("{", text)

    def test_what_people_write_makes_no_other_letter(self) -> None:
        words = {"nama": "{nik} {jabatan}", "nik": "9999"}
        self.assertEqual(letters.filled("Nama: {nama}", words), "Nama: {nik} {jabatan}")
        self.assertEqual(letters.filled("Luas: {luas}", words), "Luas: -")

    def test_blocks(self) -> None:
        told = [
            (block.kind, block.lines)
            for block in letters.blocks("Satu\ndua\n\nNama: Ani\nNIK: 1\n\n- a\n- b")
        ]
        self.assertEqual(
            told, [("p", ("Satu", "dua")), ("tabel", (("Nama", "Ani"), ("NIK", "1"))), ("ul", ("a", "b"))]
        )

    def test_it_prints_for_those_who_may(self) -> None:
        record = self.ready()
        letters.make(record, "izin", signer(), "kepala")
        head, path = self.staff("kepala"), f"/meja/izin/{record.pk}/surat/izin/pdf/"
        head.post(f"/meja/izin/{record.pk}/buka/", {"alasan": "Mencetak surat untuk ditandatangani"})
        self.assertTrue(head.get(path).content.startswith(b"%PDF-"))
        self.assertEqual(self.staff("auditor").get(path).status_code, 403)

    def test_who_signs_is_kept_by_those_who_manage(self) -> None:
        told = {"name": "Ani Contoh", "nip": "123", "title": "Kepala", "since": "2026-01-01"}
        self.assertEqual(self.staff("kepala").post("/meja/penanda-tangan/", told).status_code, 422)
        told["nip"] = "199001012020121001"
        self.assertEqual(self.staff("kepala").post("/meja/penanda-tangan/", told).status_code, 302)
        self.assertEqual(self.staff("pemeriksa").post("/meja/penanda-tangan/", told).status_code, 403)

    def test_who_signed_before_or_after_does_not_sign_today(self) -> None:
        today = timezone.localdate()
        signer(name="Lama", until=today - timedelta(days=1))
        signer(name="Nanti", since=today + timedelta(days=1))
        now = signer(name="Kini")
        self.assertEqual(list(letters.signers(today)), [now])


class Made(ServiceCase):
    def test_made_up_people_cannot_exist(self) -> None:
        from opd.service import answers, current
        from opd.service import content as own

        own.demo()
        self.assertGreater(Record.objects.count(), 5)
        kind = current.kind("izin")
        for record in Record.objects.all():
            self.assertTrue(answers.read(record, "nik", kind.isian["nik"]).startswith("999999"))
        self.assertEqual(own.demo(), 0)
        self.assertTrue(content.nik(1).startswith("999999"))
        self.assertFalse(User.objects.get(username="kepala").has_usable_password())
