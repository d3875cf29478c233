"""Parking: deposits without cash, and mistakes that are reversed and never removed."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.utils import timezone

from opd import retention
from opd.refusal import Refused
from opd.service import clearing, current, programs, records, statistics
from opd.service.models import Record
from tests.service.parkir.places import ParkingCase


class Deposits(ParkingCase):
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
            with self.assertRaises(Refused):
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

    def test_a_reference_to_another_kind_is_refused(self) -> None:
        one = self.deposit(self.place())
        for wrong in (str(one.pk), "x", "00000000-0000-0000-0000-000000000000"):
            answer = self.staff("juru parkir").post("/meja/setoran/baru/", {**self.sent(one), "titik": wrong})
            self.assertIn("titik", answer.context["form"].errors)

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


class Cleared(ParkingCase):
    """Of two of which one takes the other back, both tell the same."""

    def setUp(self) -> None:
        one, bapenda, desk = self.deposit(self.place()), self.staff("bapenda"), self.staff("koordinator")
        matched = {"catatan_bapenda": "Disetor Bu Siti"}
        bapenda.post(f"/meja/setoran/{one.pk}/langkah/cocokkan/", matched)
        desk.post(f"/meja/setoran/{one.pk}/balik/", {"_alasan": "Bu Siti salah ketik"})
        Record.objects.filter(kind="setoran").update(title="Setoran Bu Siti")
        self.one, self.back = Record.objects.get(pk=one.pk), Record.objects.get(reverses=one)
        self.assertIn("Siti", f"{self.back.data} {self.back.title}")

    def ensure_nobody_is_named(self) -> None:
        for record in Record.objects.filter(kind="setoran"):
            notes = list(record.events.values_list("note", flat=True))
            self.assertNotIn("Siti", f"{record.data} {record.title} {notes}")
            self.assertTrue(record.cleared_at)

    def test_on_request_neither_keeps_words(self) -> None:
        clearing.on_request(self.one, "koordinator", "Diminta pemiliknya")
        self.ensure_nobody_is_named()

    def test_whichever_of_them_was_asked_for(self) -> None:
        clearing.on_request(self.back, "koordinator", "Diminta pemiliknya")
        self.ensure_nobody_is_named()

    def test_the_other_of_one_that_was_cleared_follows_by_night(self) -> None:
        clearing.clear(self.one)
        retention.run()
        self.ensure_nobody_is_named()
