"""Hostile input in every field that staff fills in: training."""

from __future__ import annotations

from opd.service import current, records
from opd.service.models import Record
from tests.service.hostile import HostileCase
from tests.service.pelatihan.test_pelatihan import registration, training

REASON = {"_alasan": "Alasan yang dapat dibaca"}
OPENED = {"nama_pelatihan": "Las dasar", "mulai": "2030-01-07", "berakhir": "2030-01-18", "kuota": "5",
          "tempat_latihan_teks": "BLK Contoh", "tempat_latihan_lat": "", "tempat_latihan_lon": ""}  # fmt: skip


class Desk(HostileCase):
    def setUp(self) -> None:
        self.one = training(5)
        self.desk = self.staff(*current.schema().peran, name="semua")
        self.client.post("/permohonan/pendaftaran/", registration(self.one, 1))
        self.record = Record.objects.get(kind="pendaftaran")

    def test_what_is_opened_and_who_registers(self) -> None:
        base = f"/meja/pelatihan/{self.one.pk}/"
        self.assertGreater(self.attack(self.desk, "/meja/pelatihan/baru/", OPENED, ()), 5)
        self.assertGreater(self.attack(self.desk, f"{base}ubah/", {**OPENED, **REASON}, (base,)), 5)
        told = registration(self.one, 2)
        self.attack(self.desk, "/meja/pendaftaran/baru/", told, ())

    def test_selection(self) -> None:
        base = f"/meja/pendaftaran/{self.record.pk}/"
        self.assertGreater(self.attack(self.desk, f"{base}langkah/kembalikan/", REASON, (base,)), 5)
        records.move(self.record, "terima", "lain", frozenset({"penyelenggara"}), {})
        self.attack(self.desk, f"{base}langkah/luluskan/", {"nilai_akhir": "80"}, (base,))
