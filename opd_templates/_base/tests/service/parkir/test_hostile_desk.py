"""Hostile input in every field that staff fills in: registers and deposits."""

from __future__ import annotations

from typing import Any

from opd import content
from opd.service import current
from opd.service.models import Record
from tests.service.hostile import HostileCase
from tests.service.parkir.places import ParkingCase

REASON = {"_alasan": "Alasan yang dapat dibaca"}
MATCHED = {"hari_kas": "2026-03-02", "menurut_bank": "0", "menurut_catatan": "0", "penjelasan": "Sama"}


class Desk(ParkingCase, HostileCase):
    def setUp(self) -> None:
        self.spot = self.place()
        self.one = self.deposit(self.spot)
        self.desk = self.staff(*current.schema().peran, name="semua")

    def tried(self, path: str, data: dict[str, Any], *pages: str) -> int:
        return self.attack(self.desk, path, data, pages)

    def told(self) -> dict[str, Any]:
        return {"nama_titik": "Simpang Contoh", "lokasi_teks": "Simpang", "lokasi_lat": "2,9", "lokasi_lon": "99",
                "golongan": "tepi_jalan", "petak": "20", "target_harian": "250.000", "kamera": "CCTV-012"}  # fmt: skip

    def test_registers(self) -> None:
        base = f"/meja/titik_parkir/{self.spot.pk}/"
        self.assertGreater(self.tried("/meja/titik_parkir/baru/", self.told()), 5)
        self.assertGreater(self.tried(f"{base}ubah/", {**self.told(), **REASON}, base), 5)
        self.assertGreater(self.tried(f"{base}langkah/tutup/", REASON, base), 5)
        person = content.person(4)
        told = {"kode_petugas": "JP012", "nama": person["name"], "nik": person["nik"], "telepon": person["phone"],
                "titik": str(self.spot.pk)}  # fmt: skip
        self.assertGreater(self.tried("/meja/juru_parkir/baru/", told), 0)

    def test_deposits_and_their_matching(self) -> None:
        base = f"/meja/setoran/{self.one.pk}/"
        self.tried("/meja/setoran/baru/", self.sent(self.spot))
        self.assertGreater(self.tried(f"{base}langkah/cocokkan/", {"catatan_bapenda": "Sesuai"}, base), 2)
        self.assertGreater(self.tried(f"{base}langkah/tandai_selisih/", REASON, base), 5)
        self.assertGreater(self.tried(f"{base}balik/", REASON, base), 5)
        self.assertGreater(self.tried("/meja/rekonsiliasi/baru/", MATCHED), 5)

    def test_programs(self) -> None:
        roles = current.schema().peran
        place = {"nama_titik": "Simpang", "lokasi": {"teks": "Simpang"}, "golongan": "khusus", "petak": 3,
                 "target_harian": 1000, "kamera": "CCTV-012"}  # fmt: skip
        paid = {"tanggal_setor": "2026-03-02", "titik": str(self.spot.pk), "jumlah": 1000, "kanal": "va",
                "rujukan_bayar": "631204887120"}  # fmt: skip
        self.assertGreater(self.program_attacks("post", "/api/v1/titik_parkir/", place, *roles), 3)
        self.program_attacks("post", "/api/v1/setoran/", paid, *roles)
        changed = {"alasan": "Survei ulang", "isian": place}
        path = f"/api/v1/titik_parkir/{self.spot.pk}"
        self.assertGreater(self.program_attacks("patch", path, changed, *roles), 3)
        self.program_attacks(
            "post", f"/api/v1/setoran/{self.one.pk}/balik", {"alasan": "Salah ketik"}, *roles
        )
        self.assertEqual(Record.objects.count(), 2)
