"""Parking: registers of the staff's, deposits without cash, and mistakes that are reversed and never removed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.test import Client
from django.utils import timezone

from opd import content
from opd.service import answers, current, programs, records, statistics
from opd.service.models import Record
from tests.service.support import ServiceCase, file, signer


class Parking(ServiceCase):
    def place(self, **more: Any) -> Record:
        told = {
            "nama_titik": "Simpang Contoh",
            "lokasi_teks": "Simpang Contoh",
            "golongan": "tepi_jalan",
            "petak": "20",
            "target_harian": "250.000",
            **more,
        }
        answer = self.staff("koordinator").post("/meja/titik_parkir/baru/", told)
        self.assertEqual(answer.status_code, 302, answer.context and answer.context["form"].errors)
        return Record.objects.filter(kind="titik_parkir").latest("created_at")

    def sent(self, place: Record, **more: Any) -> dict[str, Any]:
        return {
            "tanggal_setor": timezone.localdate().isoformat(),
            "titik": str(place.pk),
            "jumlah": "150.000",
            "kanal": "qris",
            "rujukan_bayar": "631204887120",
            **more,
        }

    def deposit(self, place: Record, client: Client | None = None, **more: Any) -> Record:
        answer = (client or self.staff("juru parkir")).post("/meja/setoran/baru/", self.sent(place, **more))
        self.assertEqual(answer.status_code, 302, answer.context and answer.context["form"].errors)
        return Record.objects.filter(kind="setoran").latest("created_at")

    def test_the_public_sees_no_form(self) -> None:
        self.assertContains(self.client.get("/"), "Layanan ini dipakai petugas")
        for kind in current.schema().jenis:
            self.assertEqual(self.client.get(f"/permohonan/{kind}/").status_code, 404)

    def test_a_deposit_is_matched_by_somebody_else(self) -> None:
        one = self.deposit(self.place())
        self.assertRegex(one.number, r"^PARKIR/00001/\d\d/20\d\d$")
        self.assertEqual(one.token, "")
        bapenda = self.staff("bapenda")
        self.assertEqual(
            bapenda.post(
                f"/meja/setoran/{one.pk}/langkah/cocokkan/", {"catatan_bapenda": "Sesuai"}
            ).status_code,
            302,
        )
        one.refresh_from_db()
        self.assertEqual((one.state, one.data["jumlah"]), ("cocok", 150_000))

    def test_a_card_number_is_refused_and_a_reference_is_not(self) -> None:
        place = self.place()
        for card in ("4111111111111111", "5500005555555559", "378282246310005", "6011000990139424"):
            answer = self.staff("juru parkir").post(
                "/meja/setoran/baru/", self.sent(place, rujukan_bayar=card)
            )
            self.assertContains(answer, "Jangan menulis nomor kartu", status_code=422)
        for good in ("631204887120", "8808081234567890", "QR20260302ABCD"):
            self.deposit(place, rujukan_bayar=good)
        one = self.deposit(place)
        answer = self.staff("bapenda").post(
            f"/meja/setoran/{one.pk}/langkah/cocokkan/", {"catatan_bapenda": "kartu 4111 1111-1111 1111"}
        )
        self.assertContains(answer, "Jangan menulis nomor kartu", status_code=422)

    def test_no_form_of_parking_knows_cash(self) -> None:
        self.assertEqual(set(current.kind("setoran").isian["kanal"].pilihan), {"qris", "va"})

    def test_a_mistake_is_reversed_and_both_entries_stay(self) -> None:
        one = self.deposit(self.place(), jumlah="1.500.000")
        desk = self.staff("koordinator")
        self.assertEqual(desk.get(f"/meja/setoran/{one.pk}/ubah/").status_code, 404)
        self.assertEqual(desk.post(f"/meja/setoran/{one.pk}/balik/", {"_alasan": ""}).status_code, 422)
        self.assertEqual(
            desk.post(
                f"/meja/setoran/{one.pk}/balik/", {"_alasan": "Salah ketik, seharusnya 150.000"}
            ).status_code,
            302,
        )
        back = Record.objects.get(reverses=one)
        self.assertEqual((one.data["jumlah"], back.data["jumlah"]), (1_500_000, -1_500_000))
        self.assertEqual(statistics.total(Record.objects.filter(kind="setoran"), "jumlah"), 0)
        for record in (one, back):
            self.assertEqual(
                desk.post(f"/meja/setoran/{record.pk}/balik/", {"_alasan": "Sekali lagi"}).status_code, 403
            )
            with self.assertRaises(records.Refused):
                records.reverse(record, desk.user, "Sekali lagi")
            answer = self.staff("bapenda").post(f"/meja/setoran/{record.pk}/langkah/cocokkan/", {})
            self.assertEqual(answer.status_code, 422)
        page = desk.get(f"/meja/setoran/{one.pk}/")
        self.assertContains(page, f'Dibalik oleh <a href="/meja/setoran/{back.pk}/"')

    def test_who_parks_sees_own_deposits_alone(self) -> None:
        place = self.place()
        first, second = self.staff("juru parkir"), self.staff("juru parkir", name="lain")
        mine, other = self.deposit(place, first), self.deposit(place, second)
        self.assertEqual([row["record"].pk for row in first.get("/meja/setoran/").context["rows"]], [mine.pk])
        self.assertEqual(first.get(f"/meja/setoran/{other.pk}/").status_code, 404)
        self.assertEqual(
            first.post(f"/meja/setoran/{mine.pk}/balik/", {"_alasan": "Coba saja"}).status_code, 403
        )
        self.assertEqual(first.post("/meja/setoran/ekspor/", {"format": "csv"}).status_code, 403)
        records.reverse(other, self.staff("koordinator").user, "Salah jumlah")
        records.reverse(mine, self.staff("koordinator").user, "Salah jumlah")
        self.assertEqual(
            {row["record"].number for row in first.get("/meja/setoran/").context["rows"]},
            {mine.number, mine.reversal.number},
        )

    def test_programs_correct_as_people_do(self) -> None:
        place = self.place()
        one = self.deposit(place, jumlah="1.500.000")

        def ask(role: str, verb: str, path: str, body: Any) -> tuple[int, Any]:
            token = programs.make(self.staff(role).user, "uji", 30)  # type: ignore[attr-defined]  # support's own
            answer = getattr(Client(), verb)(
                f"/api/v1{path}",
                json.dumps(body),
                content_type="application/json",
                headers={"Authorization": f"Bearer {token}"},
            )
            return answer.status_code, answer.json()

        why = {"alasan": "Salah ketik jumlahnya"}
        self.assertEqual(ask("juru parkir", "post", f"/setoran/{one.pk}/balik", why)[0], 403)
        self.assertEqual(ask("koordinator", "post", f"/setoran/{one.pk}/balik", {"alasan": ""})[0], 422)
        code, back = ask("koordinator", "post", f"/setoran/{one.pk}/balik", why)
        self.assertEqual((code, back["jumlah"], back["membalik"]), (201, -1_500_000, one.number))
        self.assertEqual(ask("koordinator", "post", f"/setoran/{one.pk}/balik", why)[0], 403)
        path = f"/titik_parkir/{place.pk}"
        self.assertEqual(ask("bapenda", "patch", path, {**why, "isian": {"petak": 25}})[0], 403)
        for isian in ({"petak": 0}, {"nomor": "TP-999"}, {"status": "tutup"}, {"petak": None}):
            self.assertEqual(ask("koordinator", "patch", path, {**why, "isian": isian})[0], 422, isian)
        code, row = ask("koordinator", "patch", path, {**why, "isian": {"petak": 25}})
        self.assertEqual((code, row["petak"], row["nama_titik"]), (200, 25, "Simpang Contoh"))

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

    def test_a_reference_to_another_kind_is_refused(self) -> None:
        one = self.deposit(self.place())
        for wrong in (str(one.pk), "x", "00000000-0000-0000-0000-000000000000"):
            answer = self.staff("juru parkir").post("/meja/setoran/baru/", {**self.sent(one), "titik": wrong})
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

    def test_the_api_takes_a_deposit_and_says_what_is_wrong(self) -> None:
        place = self.place()
        token = programs.make(self.staff("juru parkir").user, "kasir", 1)

        def post(**more: Any) -> Any:
            told = {
                "tanggal_setor": timezone.localdate().isoformat(),
                "titik": str(place.pk),
                "jumlah": 75_000,
                "kanal": "va",
                "rujukan_bayar": "8808081234567890",
                **more,
            }
            headers = {"Authorization": f"Bearer {token}"}
            return Client().post(
                "/api/v1/setoran/", json.dumps(told), content_type="application/json", headers=headers
            )

        self.assertEqual(post().status_code, 201)
        self.assertEqual(post().json()["jumlah"], 75_000)
        self.assertEqual(post(jumlah=0).json()["isian"], {"jumlah": ["Paling sedikit 1."]})
        self.assertEqual(post(kanal="tunai").status_code, 422)
        self.assertEqual(post(rujukan_bayar="4111111111111111").status_code, 422)
        self.assertEqual(post(titik="x").status_code, 422)
        self.assertEqual(Record.objects.filter(kind="setoran").count(), 2)

    def test_sums_of_the_month_at_the_desk(self) -> None:
        place = self.place()
        for _ in range(3):
            one = self.deposit(place)
        records.reverse(one, self.staff("koordinator").user, "Salah jumlah")
        figures = {f.code: f for f in self.staff("bapenda").get("/meja/").context["figures"]}
        self.assertEqual(figures["setoran"].sums, [("Jumlah", "Rp300.000")])

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
