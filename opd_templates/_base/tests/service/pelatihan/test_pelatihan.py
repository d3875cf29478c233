"""Training: a register that is opened, places that run out, and who registers."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connections
from django.test import Client
from django.utils import timezone

from opd import content
from opd.refusal import Refused
from opd.service import letters, programs, records, waiting
from opd.service.models import Record
from tests.service.support import ServiceCase, TogetherCase, member, signer


def training(quota: int = 2, state: str = "dibuka") -> Record:
    told = {
        "nama_pelatihan": "Las dasar",
        "mulai": date(2030, 1, 7),
        "berakhir": date(2030, 1, 18),
        "kuota": Decimal(quota),
        "tempat_latihan": {"teks": "BLK Contoh"},
    }
    record, token = records.create("pelatihan", told)
    assert not token
    Record.objects.filter(pk=record.pk).update(state=state)
    return record


def registration(of: Record, number: int, **more: Any) -> dict[str, Any]:
    person = content.person(number)
    return {
        "pelatihan": str(of.pk),
        "nama": person["name"],
        "nik": person["nik"],
        "lahir": "1999-05-17",
        "telepon": person["phone"],
        "pendidikan": "sma",
        "alasan_ikut": "Ingin bekerja di bengkel las setempat.",
        "_setuju": "on",
        **more,
    }


class Training(ServiceCase):
    def test_only_what_is_open_is_offered(self) -> None:
        shut, open_one = training(state="ditutup"), training()
        choices = dict(
            self.client.get("/permohonan/pendaftaran/").context["form"].fields["pelatihan"].choices
        )
        self.assertIn(str(open_one.pk), choices)
        self.assertNotIn(str(shut.pk), choices)
        answer = self.client.post("/permohonan/pendaftaran/", registration(shut, 1))
        self.assertEqual(answer.status_code, 422)

    def test_places_run_out_and_come_back(self) -> None:
        one = training(quota=2)
        for number in (1, 2):
            self.assertEqual(
                self.client.post("/permohonan/pendaftaran/", registration(one, number)).status_code, 302
            )
        full = self.client.post("/permohonan/pendaftaran/", registration(one, 3))
        self.assertContains(full, "Pelatihan ini sudah penuh", status_code=422)
        record = Record.objects.filter(kind="pendaftaran").first()
        self.moved(record, ("pemohon", "mundur"))
        self.assertEqual(self.client.post("/permohonan/pendaftaran/", registration(one, 3)).status_code, 302)

    def test_the_place_of_who_never_completes_it_comes_back(self) -> None:
        one, moment = training(quota=1), timezone.now()
        answer = self.client.post("/permohonan/pendaftaran/", registration(one, 1))
        self.assertEqual(answer.status_code, 302)
        record = self.moved(Record.objects.get(kind="pendaftaran"), ("penyelenggara", "kembalikan"))
        self.assertEqual(waiting.close(moment + timedelta(days=9)), 0)
        self.assertEqual(self.client.post("/permohonan/pendaftaran/", registration(one, 2)).status_code, 422)
        self.assertEqual(waiting.close(moment + timedelta(days=30)), 1)
        record.refresh_from_db()
        self.assertEqual(record.state, "kedaluwarsa")
        self.assertEqual(self.client.post("/permohonan/pendaftaran/", registration(one, 2)).status_code, 302)

    def test_what_was_asked_for_is_completed(self) -> None:
        self.client.post("/permohonan/pendaftaran/", registration(training(), 1))
        record = self.moved(Record.objects.get(kind="pendaftaran"), ("penyelenggara", "kembalikan"))
        record = self.moved(record, ("pemohon", "lengkapi"), pendidikan="diploma")
        self.assertEqual((record.state, record.data["pendidikan"]), ("mendaftar", "diploma"))

    def test_it_does_not_end_before_it_begins(self) -> None:
        desk = self.staff("penyelenggara")
        told = {"nama_pelatihan": "Las", "mulai": "2030-01-18", "kuota": "5", "tempat_latihan_teks": "BLK"}
        wrong = desk.post("/meja/pelatihan/baru/", {**told, "berakhir": "2030-01-17"})
        self.assertContains(wrong, "Tidak boleh lebih awal daripada Mulai", status_code=422)
        self.assertEqual(
            desk.post("/meja/pelatihan/baru/", {**told, "berakhir": "2030-01-18"}).status_code, 302
        )
        one = Record.objects.get(kind="pelatihan")
        answer = desk.post(
            f"/meja/pelatihan/{one.pk}/ubah/",
            {**told, "mulai": "2030-01-19", "berakhir": "2030-01-18", "_alasan": "Digeser sehari"},
        )
        self.assertIn("berakhir", answer.context["form"].errors)

    def test_at_the_counter_the_notice_is_shown_and_agreed_to(self) -> None:
        one, desk = training(), self.staff("penyelenggara")
        self.assertContains(desk.get("/meja/pendaftaran/baru/"), "Data pribadi Anda dipakai hanya")
        silent = desk.post("/meja/pendaftaran/baru/", registration(one, 1, _setuju=""))
        self.assertEqual(silent.status_code, 422)
        answer = desk.post("/meja/pendaftaran/baru/", registration(one, 1))
        self.assertContains(answer, "Kode pelacakan untuk pemohon")
        self.assertEqual(Record.objects.get(kind="pendaftaran").notice, "2026-01")

    def test_a_program_says_which_notice_was_agreed_to(self) -> None:
        one = training()
        token = programs.make(member("penyelenggara"), "uji", 30)
        told = {name: value for name, value in registration(one, 1).items() if not name.startswith("_")}
        for notice, expected in ((None, 422), ("2025-01", 422), ("2026-01", 201)):
            sent = told if notice is None else {**told, "pemberitahuan": notice}
            answer = Client().post(
                "/api/v1/pendaftaran/",
                json.dumps(sent),
                content_type="application/json",
                headers={"Authorization": f"Bearer {token}"},
            )
            self.assertEqual(answer.status_code, expected, answer.content)
        made = Record.objects.get(kind="pendaftaran")
        self.assertEqual((made.notice, made.number), ("2026-01", answer.json()["nomor"]))

    def test_too_short_a_reason_and_a_birthday_to_come(self) -> None:
        one = training()
        for name, value in (("alasan_ikut", "ingin"), ("lahir", "2999-01-01"), ("pendidikan", "s3")):
            answer = self.client.post("/permohonan/pendaftaran/", registration(one, 1, **{name: value}))
            self.assertIn(name, answer.context["form"].errors)

    def test_a_grade_within_bounds_and_a_letter(self) -> None:
        self.client.post("/permohonan/pendaftaran/", registration(training(), 1))
        record = Record.objects.get(kind="pendaftaran")
        self.assertEqual((record.number[:7], record.title), ("DAFTAR-", f"Pendaftar {record.number}"))
        self.moved(record, ("penyelenggara", "terima"))
        head = self.staff("kepala bidang")
        path = f"/meja/pendaftaran/{record.pk}/langkah/luluskan/"
        self.assertEqual(head.post(path, {"nilai_akhir": "101"}).status_code, 422)
        self.assertEqual(head.post(path, {"nilai_akhir": "88"}).status_code, 302)
        made = letters.make(record, "keterangan", signer(), "kepala-bidang")
        self.assertIn(
            "Las dasar dengan nilai akhir 88", letters.sealing.opened(made.text, letters._place(made))
        )

    def test_made_up_content(self) -> None:
        from opd.service import content as own

        own.demo()
        self.assertEqual(set(Record.objects.values_list("kind", flat=True)), {"pelatihan", "pendaftaran"})


class AtOnce(TogetherCase):
    def test_twelve_people_and_five_places(self) -> None:
        one = training(quota=5)

        def register(number: int) -> bool:
            told = registration(one, number) | {"lahir": date(1999, 5, 17)}
            told.pop("_setuju")
            try:
                records.create("pendaftaran", told)
            except Refused:
                return False
            else:
                return True
            finally:
                connections.close_all()

        with ThreadPoolExecutor(12) as pool:
            got = list(pool.map(register, range(1, 13)))
        self.assertEqual(got.count(True), 5)
        numbers = sorted(Record.objects.filter(kind="pendaftaran").values_list("number", flat=True))
        self.assertEqual([number[-5:] for number in numbers], ["00001", "00002", "00003", "00004", "00005"])

    def test_the_same_person_twelve_times_at_once(self) -> None:
        one = training(quota=50)

        def register(_: int) -> bool:
            told = registration(one, 1) | {"lahir": date(1999, 5, 17)}
            told.pop("_setuju")
            try:
                records.create("pendaftaran", told)
            except Refused:
                return False
            else:
                return True
            finally:
                connections.close_all()

        with ThreadPoolExecutor(12) as pool:
            self.assertEqual(list(pool.map(register, range(12))).count(True), 1)
