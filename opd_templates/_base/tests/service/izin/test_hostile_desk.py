"""Hostile input in every field that staff fills in: permits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from opd.models import AuditEntry
from opd.service import letters
from opd.service.models import ApiToken, Signer
from tests.service.hostile import WORDS, HostileCase
from tests.service.support import permit, signer

ROLES = ("kepala", "petugas loket", "pemeriksa", "auditor")
REASON = {"_alasan": "Alasan yang dapat dibaca"}
LOOKED = {"catatan_lapangan": "Lokasi sesuai", "berlaku_sampai": "2031-01-31"}
SIGNS = {
    "name": "Ani Contoh",
    "nip": "199001012020121001",
    "title": "Kepala",
    "since": "2026-01-01",
    "until": "",
}


class Desk(HostileCase):
    def setUp(self) -> None:
        self.record, _ = self.hand_in()
        self.base = f"/meja/izin/{self.record.pk}/"
        self.desk = self.staff(*ROLES, name="semua")

    def go(self, *steps: tuple[str, str]) -> None:
        self.record = self.moved(self.record, *steps)

    def tried(self, path: str, data: Mapping[str, Any], *pages: str) -> int:
        return self.attack(self.desk, path, data, (self.base, *pages))

    def test_a_permit_at_the_counter(self) -> None:
        """Its fields are the public form's, of which each is tried there: here what is kept as it was written."""
        taken = 0
        for name in ("nama", "alamat", "nama_usaha", "lokasi_teks"):
            for words in WORDS:
                with self.subTest(field=name, words=words[:30]), transaction.atomic():
                    answer = self.desk.post("/meja/izin/baru/", permit(2, **{name: words}))
                    self.assertIn(answer.status_code, (200, 422))
                    self.harmless(answer)
                    if answer.status_code == 200:  # the token is shown, and leads on to nothing
                        taken += 1
                        self.look(self.desk, ())
                    transaction.set_rollback(True)
        self.assertGreater(taken, 10)

    def test_moves(self) -> None:
        self.assertGreater(self.tried(f"{self.base}langkah/kembalikan/", REASON), 5)
        self.go(("petugas loket", "terima"))
        self.assertGreater(self.tried(f"{self.base}langkah/usulkan/", LOOKED), 5)
        self.assertGreater(self.tried(f"{self.base}langkah/perpanjang/", REASON), 5)
        self.assertGreater(self.tried(f"{self.base}langkah/tolak/", REASON), 5)

    def test_notes_reasons_and_deletion(self) -> None:
        note = {"teks": "Catatan biasa", "umum": "on"}
        self.assertGreater(self.tried(f"{self.base}catatan/", note), 5)
        self.tried(f"{self.base}buka/", {"alasan": "Mencocokkan dengan KTP di loket"})
        self.go(("petugas loket", "terima"), ("kepala", "tolak"))
        self.assertGreater(self.tried(f"{self.base}hapus/", REASON), 5)

    def test_letters_and_who_signs_them(self) -> None:
        signed = signer()
        self.go(("petugas loket", "terima"), ("pemeriksa", "usulkan"))
        self.tried(f"{self.base}surat/izin/", {"penanda_tangan": str(signed.pk)})
        made = letters.make(self.record, "izin", signed, "kepala")
        self.assertGreater(self.tried(f"{self.base}surat/izin/batal/", REASON), 5)
        pages = ("/meja/penanda-tangan/", f"/meja/penanda-tangan/{signed.pk}/")
        self.assertGreater(self.tried("/meja/penanda-tangan/", SIGNS, *pages), 5)
        self.assertGreater(self.tried(pages[1], SIGNS, *pages), 5)
        self.assertEqual(made.signer_name, Signer.objects.get().name)

    def test_a_letter_of_hostile_words_prints(self) -> None:
        evil = "".join(WORDS[:3])
        record, _ = self.hand_in(2, nama_usaha=evil[:100], lokasi_teks=evil)
        record = self.moved(record, ("petugas loket", "terima"), ("pemeriksa", "usulkan"))
        made = letters.make(record, "izin", signer(name=evil[:120], title=evil[:160]), "kepala")
        self.assertTrue(letters.as_pdf(made).startswith(b"%PDF-"))

    def test_tokens_searches_and_exports(self) -> None:
        self.tried("/meja/token/", {"nama": "dasbor", "hari": "30"})
        self.assertFalse(ApiToken.objects.exists())
        self.assertGreater(self.tried("/meja/izin/cari/", {"cari": "Warung"}), 5)
        full = {"format": "csv", "penuh": "ya", "alasan": "Laporan tahunan kepada wali kota"}
        self.tried("/meja/izin/ekspor/", full)

    def test_what_stands_in_addresses(self) -> None:
        for name in ("status", "lampu", "bentuk", "menyala", "dari", "sampai", "urut", "hal"):
            for words in WORDS:
                with self.subTest(name=name, words=words[:30]):
                    answer = self.desk.get("/meja/izin/", {name: words[:2000]})
                    self.assertEqual(answer.status_code, 200)
                    self.harmless(answer)

    def test_the_log_of_all_that_shows_words(self) -> None:
        self.desk.user.is_superuser = True
        self.desk.user.save()
        for words in WORDS[:5]:
            self.desk.post(f"{self.base}buka/", {"alasan": f"Alasan {words}"})
        self.assertEqual(AuditEntry.objects.filter(action="buka data pribadi").count(), 5)
        answer = self.desk.get("/staf/audit/")
        self.assertContains(answer, "&lt;script&gt;")
        self.harmless(answer)


class Programs(HostileCase):
    def test_moves(self) -> None:
        record, _ = self.hand_in()
        self.moved(record, ("petugas loket", "terima"))
        path = f"/api/v1/izin/{record.pk}/langkah/"
        self.assertGreater(
            self.program_attacks("post", f"{path}usulkan", {"alasan": "", "isian": LOOKED}, *ROLES), 5
        )
        self.program_attacks("post", f"{path}tolak", {"alasan": "Tidak sesuai", "isian": {}}, *ROLES)
