"""Parking: registers of the staff's, who opens them, and what they print."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from opd import content, retention
from opd.service import answers, clearing, current
from opd.service.models import Record
from tests.service.parkir.places import ParkingCase
from tests.service.support import file, signer


class Registers(ParkingCase):
    def test_the_public_sees_no_form(self) -> None:
        self.assertContains(self.client.get("/"), "Layanan ini dipakai petugas")
        for kind in current.schema().jenis:
            self.assertEqual(self.client.get(f"/permohonan/{kind}/").status_code, 404)

    def test_a_closed_place_is_still_a_filter(self) -> None:
        place = self.place()
        one = self.deposit(place)
        desk = self.staff("koordinator")
        desk.post(f"/meja/titik_parkir/{place.pk}/langkah/tutup/", {"_alasan": "Jalan diperbaiki"})
        found = desk.get(f"/meja/setoran/?titik={place.pk}").context["rows"]
        self.assertEqual([row["record"].pk for row in found], [one.pk])
        self.assertNotIn(str(place.pk), str(desk.get("/meja/setoran/baru/").context["form"]["titik"]))

    def test_a_register_keeps_one_open_record_a_person_when_it_is_changed(self) -> None:
        place, desk = self.place(), self.staff("koordinator")

        def told(number: int, **more: Any) -> dict[str, Any]:
            person = content.person(number)
            code = f"JP{number:03d}"
            return {"kode_petugas": code, "nama": person["name"], "nik": person["nik"],
                    "telepon": person["phone"], "titik": str(place.pk), **more}  # fmt: skip

        for number in (1, 2):
            self.assertEqual(desk.post("/meja/juru_parkir/baru/", told(number)).status_code, 302)
        second = Record.objects.get(kind="juru_parkir", title="JP002")
        page = desk.get(f"/meja/juru_parkir/{second.pk}/ubah/")
        self.assertNotContains(page, content.person(2)["nik"])
        self.assertContains(page, "Kosongkan bila tidak diganti")
        stolen = told(2, nik=content.person(1)["nik"], _alasan="Memperbaiki NIK")
        answer = desk.post(f"/meja/juru_parkir/{second.pk}/ubah/", stolen)
        self.assertContains(answer, "Masih ada juru parkir yang berjalan dengan NIK ini", status_code=422)
        kept = told(2, nik="", telepon="", nama="Nama Baru", _alasan="Memperbaiki nama")
        self.assertEqual(desk.post(f"/meja/juru_parkir/{second.pk}/ubah/", kept).status_code, 302)
        second.refresh_from_db()
        kind = current.kind("juru_parkir")
        self.assertEqual(answers.read(second, "nik", kind.isian["nik"]), content.person(2)["nik"])
        self.assertEqual(answers.read(second, "nama", kind.isian["nama"]), "Nama Baru")

    def test_doors_of_every_role(self) -> None:
        place = self.place()
        doors = {
            "/meja/titik_parkir/baru/": {"koordinator"},
            f"/meja/titik_parkir/{place.pk}/ubah/": {"koordinator"},
            f"/meja/titik_parkir/{place.pk}/langkah/tutup/": {"koordinator"},
            "/meja/juru_parkir/": {"koordinator", "auditor"},
            "/meja/juru_parkir/baru/": {"koordinator"},
            "/meja/setoran/baru/": {"juru parkir", "koordinator"},
            "/meja/rekonsiliasi/": {"koordinator", "bapenda", "auditor"},
            "/meja/rekonsiliasi/baru/": {"bapenda"},
            "/meja/penanda-tangan/": {"koordinator"},
        }
        for path, allowed in doors.items():
            for role in current.schema().peran:
                with self.subTest(path=path, role=role):
                    self.assertEqual(self.staff(role).get(path).status_code, 200 if role in allowed else 403)

    def test_a_register_is_changed_with_old_values_in_the_history(self) -> None:
        place = self.place()
        told = {
            "nama_titik": "Simpang Contoh",
            "lokasi_teks": "Simpang Contoh",
            "golongan": "khusus",
            "petak": "25",
            "target_harian": "300000",
            "_alasan": "Survei ulang",
        }
        self.assertEqual(
            self.staff("koordinator").post(f"/meja/titik_parkir/{place.pk}/ubah/", told).status_code, 302
        )
        event = place.events.get(what="ubah")
        self.assertEqual(
            event.detail,
            {
                "isian": ["golongan", "petak", "target_harian"],
                "semula": {"golongan": "tepi_jalan", "petak": 20, "target_harian": 250_000},
            },
        )

    def test_a_closed_place_takes_no_deposit(self) -> None:
        place = self.place()
        self.staff("koordinator").post(
            f"/meja/titik_parkir/{place.pk}/langkah/tutup/", {"_alasan": "Jalan diperbaiki"}
        )
        answer = self.staff("juru parkir").post("/meja/setoran/baru/", self.sent(place))
        self.assertIn("titik", answer.context["form"].errors)

    def test_who_parks_is_registered_sealed(self) -> None:
        place, person = self.place(), content.person(7)
        told = {
            "kode_petugas": "JP012",
            "nama": person["name"],
            "nik": person["nik"],
            "telepon": person["phone"],
            "titik": str(place.pk),
            "foto": file("foto.png"),
        }
        self.assertEqual(self.staff("koordinator").post("/meja/juru_parkir/baru/", told).status_code, 302)
        one = Record.objects.get(kind="juru_parkir")
        self.assertNotIn(person["nik"], json.dumps(one.data))
        again = self.staff("koordinator").post(
            "/meja/juru_parkir/baru/", {**told, "foto": file("foto.png"), "kode_petugas": "JP013"}
        )
        self.assertContains(again, "Masih ada juru parkir yang berjalan", status_code=422)

    def test_old_values_in_the_history_are_cleared_of_words_too(self) -> None:
        place, desk = self.place(nama_titik="Depan rumah Bu Siti"), self.staff("koordinator")
        told = {"nama_titik": "Simpang", "lokasi_teks": "Simpang", "golongan": "khusus", "petak": "20",
                "target_harian": "250000", "_alasan": "Bu Siti pindah"}  # fmt: skip
        self.assertEqual(desk.post(f"/meja/titik_parkir/{place.pk}/ubah/", told).status_code, 302)
        clearing.clear(place, "sistem")
        event = place.events.get(what="ubah")
        self.assertEqual((event.note, event.detail["semula"]), (clearing.MARK, {"golongan": "tepi_jalan"}))

    def test_words_that_stand_in_the_history_alone_are_found_by_night(self) -> None:
        place, desk = self.place(nama_titik="Depan rumah Bu Siti"), self.staff("koordinator")
        told = {"nama_titik": "Simpang", "lokasi_teks": "Simpang", "golongan": "khusus", "petak": "20",
                "target_harian": "250000", "_alasan": "Salah tulis"}  # fmt: skip
        self.assertEqual(desk.post(f"/meja/titik_parkir/{place.pk}/ubah/", told).status_code, 302)
        Record.objects.filter(pk=place.pk).update(cleared_at=timezone.now(), data={"golongan": "khusus"})
        retention.run()
        self.assertEqual(place.events.get(what="ubah").detail["semula"], {"golongan": "tepi_jalan"})

    def test_minutes_of_the_match_print(self) -> None:
        desk = self.staff("bapenda")
        day = (timezone.localdate() - timedelta(days=1)).isoformat()
        self.assertEqual(
            desk.post(
                "/meja/rekonsiliasi/baru/", {"hari_kas": day, "menurut_bank": "0", "menurut_catatan": "0"}
            ).status_code,
            302,
        )
        one = Record.objects.get(kind="rekonsiliasi")
        answer = desk.post(f"/meja/rekonsiliasi/{one.pk}/langkah/sahkan/", {})
        self.assertContains(answer, "harus dilakukan orang lain", status_code=422)
        self.assertEqual(
            self.staff("bapenda", name="kedua")
            .post(f"/meja/rekonsiliasi/{one.pk}/langkah/sahkan/", {})
            .status_code,
            302,
        )
        self.assertEqual(
            desk.post(
                f"/meja/rekonsiliasi/{one.pk}/surat/berita_acara/", {"penanda_tangan": signer().pk}
            ).status_code,
            302,
        )
        self.assertTrue(
            desk.get(f"/meja/rekonsiliasi/{one.pk}/surat/berita_acara/pdf/").content.startswith(b"%PDF-")
        )

    def test_made_up_content_of_all_kinds_balances(self) -> None:
        from opd.service import content as own

        own.demo()
        for code in current.schema().jenis:
            self.assertGreaterEqual(Record.objects.filter(kind=code).count(), 5, code)
        self.assertFalse(
            Record.objects.filter(Q(kind="setoran") & Q(data__rujukan_bayar__startswith="4")).exists()
        )
