"""Hostile input in every field of every form, files that lie, and codes that are guessed."""

from __future__ import annotations

from itertools import product
from typing import Any

from django import forms as django_forms
from django.test import Client

from opd.complaints import states
from opd.complaints.models import Complaint
from tests.complaints.support import GIVEN, TEXT, ComplaintsCase, file, member, report

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
HOSTILE = (
    SCRIPT,
    "'; DROP TABLE complaints_complaint; --",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "../../../../etc/passwd",
    "\x00\x1b[2J",
    "\u202egnp.exe",
    "=cmd|' /C calc'!A0",
    "x" * 200_000,
    "٣" * 16,
    "-1",
    "NaN",
    "1e309",
)
REPORTERS = {step for step, move in states.MOVES.items() if move.actors <= {states.REPORTER, states.SYSTEM}}
LONG_SCRIPT = f"Ada sampah {SCRIPT} di dekat pasar."


class Abuse(ComplaintsCase):
    def assertHarmless(self, answer: Any, what: object) -> None:  # noqa: N802  # as unittest calls its own
        self.assertLess(answer.status_code, 500, what)
        self.assertNotIn(b"<script>alert", answer.content, what)
        self.assertNotIn(b"<img src=x", answer.content, what)

    def test_every_field_of_the_citizens_form(self) -> None:
        for number, hostile in enumerate(HOSTILE):
            for name in (*report(), "nik", "anonim", "rahasia", "_kunci", "foto"):
                sent = report(**{name: hostile})
                answer = self.client.post(
                    "/lapor/", sent, headers={"X-Forwarded-For": f"10.0.{number}.{len(name)}"}
                )
                self.assertHarmless(answer, (name, hostile[:20]))

    def test_every_field_of_every_move_of_staff(self) -> None:
        one, _ = self.hand_in(anonim="on")
        desk, office = self.staff("koordinator"), self.staff("penghubung", "dlh")
        for step, move in states.MOVES.items():
            client = desk if states.COORDINATOR in move.actors else office
            if move.actors.isdisjoint({states.COORDINATOR, states.LIAISON}):
                continue
            for name, hostile in product((*move.asks, *move.may), HOSTILE):
                Complaint.objects.filter(pk=one.pk).update(
                    state=sorted(move.sources)[0],
                    unit="dlh",
                    klass=states.PLAIN,
                    sp4n_id="",
                    duplicate_of=None,
                )
                one.outcomes.all().delete()
                sent = {key: GIVEN[key] for key in (*move.asks, *move.may) if key in GIVEN} | {name: hostile}
                answer = client.post(f"/meja/laporan/{one.pk}/langkah/{step}/", sent)
                self.assertHarmless(answer, (step, name, hostile[:20]))
                self.assertNotIn(answer.status_code, (403, 404), (step, name))

    def test_every_field_of_every_other_form_of_staff(self) -> None:
        one, _ = self.hand_in()
        one = self.moved(one, "teruskan", "mulai")
        here, liaison = f"/meja/laporan/{one.pk}/", member("penghubung", name="baru")
        told: tuple[tuple[str, str, dict[str, Any]], ...] = (
            ("koordinator", f"{here}tanggapan/", {"teks": "Kami cek", "umum": "on"}),
            (
                "koordinator",
                f"{here}perbaiki/",
                {
                    "kategori": "sampah/", "kelurahan": "", "teks_umum": TEXT, "tampil": "on", "tarik": [],
                    "alasan": GIVEN["alasan"],
                },
            ),
            ("koordinator", f"/meja/sp4n/{one.pk}/", {"sp4n": "123", "status": "Proses"}),
            ("koordinator", "/meja/sp4n/berkas/", {"format": "csv"}),
            ("koordinator", "/meja/petugas/", {"petugas": liaison.pk, "unit": "dlh"}),
            ("koordinator", f"/staf/buka/complaints.reporter/{one.reporter.pk}/name/", {"alasan": GIVEN["alasan"]}),
            ("loket", "/meja/lapor/", report(kanal="loket", nik="", anonim="", rahasia="", _kunci="", foto="")),
        )  # fmt: skip
        for role, path, right in told:
            client = self.staff(role)
            self.assertLess(client.post(path, right).status_code, 400, path)
            for name, hostile in product(right, HOSTILE):
                answer = client.post(path, right | {name: hostile}, follow=True)
                self.assertHarmless(answer, (path, name, hostile[:20]))
        self.assertHarmless(self.staff("koordinator").get(here), here)

    def test_files_that_lie_to_the_desk(self) -> None:
        one = self.moved(self.hand_in()[0], "teruskan", "mulai")
        office, here = self.staff("penghubung", "dlh"), f"/meja/laporan/{one.pk}/langkah/selesaikan/"
        for body in (b"GIF89a" + b"\0" * 64, b"<?php phpinfo();", b"\xff\xd8\xff<script>alert(1)</script>"):
            answer = office.post(here, GIVEN | {"sesudah": file(body=body)})
            self.assertContains(answer, "sesudah", status_code=422)
            self.assertHarmless(answer, body)
        desk = self.staff("loket").post("/meja/lapor/", report(kanal="loket", foto=file(body=b"PK\x03\x04")))
        self.assertEqual((desk.status_code, Complaint.objects.count()), (422, 1))

    def test_what_got_in_is_shown_as_text_everywhere(self) -> None:
        one, token = self.hand_in(uraian=LONG_SCRIPT, nama=SCRIPT[:100], alamat=SCRIPT)
        self.moved(one, "teruskan", "mulai", "selesaikan", teks_umum=LONG_SCRIPT, jawaban=LONG_SCRIPT)
        desk, tracked = self.staff("koordinator"), self.tracked(token)
        for client, path in (
            (self.client, "/"), (self.client, "/laporan/"), (self.client, f"/laporan/{one.code}/"),
            (tracked, "/lacak/laporan/"),
            (desk, f"/meja/laporan/{one.pk}/"), (desk, "/meja/laporan/"),
            (desk, f"/staf/buka/complaints.reporter/{one.reporter.pk}/name/"),
        ):  # fmt: skip
            answer = client.get(path)
            self.assertEqual(answer.status_code, 200, path)
            self.assertHarmless(answer, path)

    def test_lists_and_searches(self) -> None:
        desk = self.staff("koordinator")
        for hostile in HOSTILE[:7]:
            for path in ("/laporan/", "/meja/laporan/"):
                for name in ("kategori", "kelurahan", "status", "unit", "lampu", "kode", "hal"):
                    self.assertHarmless(desk.get(path, {name: hostile}), (path, name, hostile))

    def test_files_that_lie(self) -> None:
        for name, body in (
            ("foto.jpg", b"GIF89a" + b"\0" * 64),
            ("foto.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
            ("foto.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("foto.webp", b"RIFF\0\0\0\0WEBPVP8 "),
            ("../../foto.jpg", b"#!/bin/sh\n"),
            ("foto.jpg", b"PK\x03\x04" + b"\0" * 64),
            ("foto.jpg.php", b"<?php phpinfo();"),
        ):
            answer = self.client.post(
                "/lapor/", report(foto=file(name, body)), headers={"X-Forwarded-For": "10.1.1.1"}
            )
            self.assertIn(answer.status_code, (422, 429), name)
        self.assertEqual(Complaint.objects.count(), 0)

    def test_addresses_that_are_guessed(self) -> None:
        one, _ = self.hand_in()
        for path in (
            f"/laporan/{one.code}/", f"/laporan/{one.pk}/", "/laporan/SQS-2026-000001'/", "/laporan/../meja/",
            "/berkas/bohong",
            f"/meja/laporan/{one.pk}/foto/1/", "/lacak/langkah/tutup/", "/lacak/langkah/lengkapi/",
        ):  # fmt: skip
            self.assertIn(Client().get(path).status_code, (302, 404), path)

    def test_a_reporter_cannot_do_what_officers_do(self) -> None:
        one, token = self.hand_in()
        client = self.tracked(token)
        for step, move in states.MOVES.items():
            if states.REPORTER not in move.actors:
                self.assertEqual(client.post(f"/lacak/langkah/{step}/", GIVEN).status_code, 404, step)
        one.refresh_from_db()
        self.assertEqual(one.state, states.NEW)

    def test_every_form_of_staff_needs_its_csrf_token(self) -> None:
        one, _ = self.hand_in()
        self.staff("koordinator")
        client = Client(enforce_csrf_checks=True)
        from opd.models import User

        client.force_login(User.objects.get(username="koordinator"))
        for path in (
            f"/meja/laporan/{one.pk}/langkah/tolak/",
            f"/meja/laporan/{one.pk}/tanggapan/",
            f"/meja/laporan/{one.pk}/perbaiki/",
            "/meja/lapor/",
            "/meja/laporan/ekspor/",
            "/meja/sp4n/berkas/",
            "/meja/petugas/",
        ):
            self.assertEqual(client.post(path, GIVEN).status_code, 403, path)

    def test_what_only_changes_is_not_asked_for_by_a_link(self) -> None:
        one, _ = self.hand_in()
        desk = self.staff("koordinator")
        for path in (
            f"/meja/laporan/{one.pk}/tanggapan/",
            "/meja/laporan/ekspor/",
            "/meja/sp4n/berkas/",
            "/meja/sp4n/kirim/",
            "/lacak/selesai/",
        ):
            self.assertEqual(desk.get(path).status_code, 405, path)

    def test_no_form_takes_a_field_without_an_end(self) -> None:
        from opd.complaints import desk_forms, forms

        classes = [
            forms.ReportForm,
            forms.DeskForm,
            forms.CompleteForm,
            forms.ReopenForm,
            forms.RatingForm,
            forms.WithdrawForm,
            desk_forms.ResponseForm,
            desk_forms.Sp4nForm,
        ]
        complaint = self.moved(self.hand_in(anonim="on")[0], "teruskan")
        made = [one() for one in classes] + [desk_forms.CorrectForm(complaint)]
        for one in [
            *made,
            *(desk_forms.for_move(step, complaint) for step in states.MOVES if step not in REPORTERS),
        ]:
            for name, field in one.fields.items():
                if type(field).__name__ in ("CharField", "PlainText") and name != "situs":
                    self.assertIsNotNone(field.max_length, (type(one).__name__, name))
                self.assertNotIsInstance(field, django_forms.JSONField)
