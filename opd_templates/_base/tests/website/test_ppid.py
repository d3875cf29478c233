"""Requests for information: their clocks, their forms, and who may see and do what."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import patch

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from opd import audit, content
from opd.models import AuditEntry, Holiday
from opd.website import ppid, retention
from opd.website.models import InformationRequest, PublicInformation

from .sites import SeededTest, staff

NIK = content.nik(7)
ASKED = {
    "requester_kind": "perorangan",
    "name": "Siti Rekaan",
    "identity": NIK,
    "address": "Jalan Rekaan 1",
    "email": "siti@contoh.invalid",
    "phone": "",
    "information": "Salinan Rencana Kerja tahun 2026 beserta lampirannya.",
    "purpose": "Bahan penelitian skripsi.",
    "way": "surel",
    "agreed": "on",
}
MONDAY = date(2026, 3, 16)
IDULFITRI = [date(2026, 3, day) for day in (20, 23, 24)]


def on(day: date) -> Any:
    """The app's calendar shows ``day``."""
    return patch("opd.website.ppid.day", lambda: day)


class Desk(SeededTest):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        Holiday.objects.bulk_create(Holiday(day=day, name="Idulfitri") for day in IDULFITRI)
        cls.officer = staff("pelaksana", "ppid pelaksana")
        cls.head = staff("utama", "ppid utama")
        cls.superior = staff("atasan", "atasan ppid")

    def filed(self, day: date = MONDAY) -> tuple[InformationRequest, str]:
        made = InformationRequest(site=self.site, **{name: ASKED[name] for name in
                                  ("name", "identity", "address", "email", "information", "purpose")})  # fmt: skip
        with on(day):
            token = ppid.file(made)
        return made, token

    def moved(
        self, request: InformationRequest, *steps: str, day: date = MONDAY, who: Any = None, **given: Any
    ) -> InformationRequest:
        with on(day):
            for step in steps:
                request = ppid.move(request.pk, step, who or self.head, **given)
        return request


class Clocks(Desk):
    def test_ten_working_days_over_holidays(self) -> None:
        made, _ = self.filed()
        self.assertEqual(made.due, date(2026, 4, 2))  # 17-19, 25-27, 30-31 March, 1-2 April

    def test_seven_more_once_with_a_reason(self) -> None:
        made, _ = self.filed()
        self.moved(made, "diverifikasi", "diproses")
        with self.assertRaises(ValidationError):
            self.moved(made, "diperpanjang", reason=" ")
        longer = self.moved(made, "diperpanjang", reason="Dokumen di arsip.")
        self.assertEqual(longer.due, date(2026, 4, 13))
        with self.assertRaises(ValidationError):
            self.moved(made, "diperpanjang", reason="Sekali lagi.")

    def test_not_after_the_due_day(self) -> None:
        made, _ = self.filed()
        self.moved(made, "diverifikasi", "diproses")
        with self.assertRaises(ValidationError) as refused:
            self.moved(made, "diperpanjang", day=date(2026, 4, 3), reason="Terlambat.")
        self.assertEqual(refused.exception.code, "lewat")
        self.assertEqual(
            self.moved(made, "diperpanjang", day=date(2026, 4, 2), reason="Tepat waktu.").status,
            "diperpanjang",
        )

    def test_an_objection_has_its_window_and_its_clock(self) -> None:
        made, _ = self.filed()
        with on(date(2026, 4, 2)), self.assertRaises(ValidationError):
            ppid.object_to(made, "tidak-ditanggapi", "Belum dijawab juga.")
        self.moved(made, "diverifikasi", "ditolak", reason="Rahasia.", basis="UU 14/2008 Pasal 17 huruf h")
        with on(date(2026, 5, 1)), self.assertRaises(ValidationError):  # 30 working days end on 30 April
            ppid.object_to(made, "ditolak", "Saya keberatan atas penolakan.")
        with on(date(2026, 4, 30)):
            objection = ppid.object_to(made, "ditolak", "Saya keberatan atas penolakan.")
        self.assertEqual(objection.due, date(2026, 6, 11))
        made.refresh_from_db()
        with on(date(2026, 4, 30)), self.assertRaises(ValidationError):
            ppid.object_to(made, "ditolak", "Dua kali.")

    def test_silence_after_the_due_day_is_a_ground_too(self) -> None:
        made, _ = self.filed()
        with on(date(2026, 4, 3)):
            ppid.object_to(made, "tidak-ditanggapi", "Belum dijawab juga.")

    def test_numbers_follow_each_other_within_a_year(self) -> None:
        numbers = [self.filed(day)[0].number for day in (MONDAY, MONDAY, date(2027, 1, 4))]
        self.assertEqual(numbers, ["PPID-2026-00001", "PPID-2026-00002", "PPID-2027-00001"])


class Moves(Desk):
    def test_no_step_is_left_out(self) -> None:
        made, _ = self.filed()
        for step in ("diproses", "selesai", "ditolak", "diterima", "hapus"):
            with self.subTest(step), self.assertRaises(ValidationError):
                self.moved(made, step, answer="x", reason="x", basis="x")

    def test_a_refusal_needs_its_law_and_the_head_officer(self) -> None:
        made, _ = self.filed()
        self.moved(made, "diverifikasi")
        with self.assertRaises(ValidationError) as refused:
            self.moved(made, "ditolak", reason="Rahasia.")
        self.assertIn("basis", refused.exception.message_dict)
        with self.assertRaises(PermissionDenied):
            self.moved(made, "ditolak", who=self.officer, reason="Rahasia.", basis="UU")
        self.assertEqual(self.moved(made, "ditolak", reason="Rahasia.", basis="UU 14/2008").status, "ditolak")

    def test_what_is_closed_stays_closed(self) -> None:
        made, _ = self.filed()
        self.moved(made, "diverifikasi", "diproses")
        self.moved(made, "selesai", answer="Terlampir.")
        for step in ("diproses", "ditolak", "diperpanjang"):
            with self.subTest(step), self.assertRaises(ValidationError):
                self.moved(made, step, reason="x", basis="x")

    def test_each_step_is_audited_without_a_name(self) -> None:
        made, _ = self.filed()
        self.moved(made, "diverifikasi")
        told = [entry for entry in AuditEntry.objects.all() if entry.subject == made.number]
        self.assertEqual(len(told), 2)
        self.assertFalse(any("Siti" in f"{entry.action}{entry.detail}" for entry in told))
        self.assertIsNone(audit.broken())


class Public(Desk):
    def test_asking_and_following(self) -> None:
        answer = self.post("/ppid/permohonan/", ASKED)
        self.assertEqual(answer.status_code, 200)
        token = re.search(r'class="kode">([0-9A-Z-]+)<', answer.content.decode())[1]
        made = InformationRequest.objects.get()
        self.assertNotIn(token, str(vars(made)))
        found = self.post("/ppid/lacak/", {"token": token.lower().replace("-", " ")})
        self.assertContains(found, made.number)
        self.assertNotContains(found, "Siti")
        self.assertNotContains(found, NIK)
        self.assertIn("no-store", found.headers["Cache-Control"])

    def test_who_asked_is_sealed_in_the_database(self) -> None:
        self.post("/ppid/permohonan/", ASKED)
        with connection.cursor() as cursor:
            cursor.execute("SELECT website_informationrequest::text FROM website_informationrequest")
            row = cursor.fetchone()[0]
        for told in ("Siti", NIK, "siti@", "Jalan Rekaan"):
            self.assertNotIn(told, row)

    def test_bad_input_is_told_and_nothing_is_filed(self) -> None:
        bad = {
            "identity": [("", "identity"), ("123", "identity"), ("9999999901900001", "identity")],
            "email": [("bukan surel", "email"), ("", "email")],
            "phone": [("12345", "phone")],
            "information": [("pendek", "information"), ("x" * 3001, "information")],
            "purpose": [("", "purpose")],
            "way": [("pos", "way")],
            "requester_kind": [("siapa", "requester_kind")],
            "agreed": [("", "agreed")],
            "website_url": [("http://spam", "__all__")],
        }
        for name, tries in bad.items():
            for value, field in tries:
                with self.subTest(name, value=value[:20]), patch("opd.limits.exceeded", lambda *_: 0):
                    answer = self.post("/ppid/permohonan/", {**ASKED, name: value})
                    self.assertEqual(answer.status_code, 422)
                    self.assertIn(field, answer.context["form"].errors)
        self.assertFalse(InformationRequest.objects.exists())

    def test_a_body_needs_no_nik_and_somebody_needs_one_way_to_be_reached(self) -> None:
        body = {
            **ASKED,
            "requester_kind": "badan",
            "identity": "AHU-0012345",
            "email": "",
            "phone": "0812 3456 7890",
            "way": "melihat",
        }
        self.assertEqual(self.post("/ppid/permohonan/", body).status_code, 200)
        self.assertEqual(self.post("/ppid/permohonan/", {**body, "phone": ""}).status_code, 422)

    def test_an_unknown_code_tells_nothing(self) -> None:
        for token in ("", "abc", "0000-0000-0000-0000-0000", "' OR 1=1"):
            self.assertEqual(self.post("/ppid/lacak/", {"token": token}).status_code, 422)
        objection = {"token": "0000-0000-0000-0000-0000", "ground": "biaya", "text": "Biayanya tidak wajar."}
        self.assertEqual(self.post("/ppid/keberatan/", objection).status_code, 422)

    def test_asking_often_is_limited(self) -> None:
        found = [self.post("/ppid/lacak/", {"token": "abc"}).status_code for _ in range(31)]
        self.assertEqual((found[29], found[30]), (422, 429))

    def test_an_objection_from_the_form_and_its_answer(self) -> None:
        made, token = self.filed()
        objection = {
            "token": token,
            "ground": "tidak-ditanggapi",
            "text": "Belum dijawab juga sampai sekarang.",
        }
        with patch("opd.website.views.ppid.day", lambda: MONDAY), on(MONDAY):
            early = self.post("/ppid/keberatan/", objection)
        self.assertEqual(early.status_code, 422)
        self.assertContains(early, "masih diproses", status_code=422)
        with on(date(2026, 4, 6)):
            self.assertContains(self.post("/ppid/keberatan/", objection), made.number)
        self.client.force_login(self.superior)
        made.refresh_from_db()
        answer = {"decision": "dikabulkan", "answer": "PPID diperintahkan menjawab."}
        self.assertEqual(
            self.post(f"/staf/ppid/keberatan/{made.objection.pk}/putusan/", answer).status_code, 302
        )
        self.client.logout()
        self.assertContains(self.post("/ppid/lacak/", {"token": token}), "PPID diperintahkan menjawab.")

    def test_the_list_of_information_has_four_classes_and_a_law_for_what_is_withheld(self) -> None:
        page = self.get("/ppid/daftar-informasi/").content.decode()
        for told in ("berkala", "serta-merta", "setiap saat", "dikecualikan"):
            self.assertIn(f"Informasi {told}", page)
        rows = list(
            csv.reader(
                io.StringIO(self.get("/ppid/daftar-informasi.csv").content.decode("utf-8-sig")), delimiter=";"
            )
        )
        self.assertEqual(len(rows), 1 + PublicInformation.objects.count())
        bad = PublicInformation(site=self.site, title="x", information_class="dikecualikan")
        with self.assertRaises(ValidationError) as refused:
            bad.full_clean()
        self.assertIn("legal_basis", refused.exception.message_dict)


class Doors(Desk):
    def test_who_sees_the_desk(self) -> None:
        made, _ = self.filed()
        people = {
            "tamu": None,
            "penulis": staff("penulis1", "penulis"),
            "penyunting": staff("penyunting1", "penyunting"),
            "admin": staff("admin1", "admin opd"),
        }
        for name, person in people.items():
            self.client.logout()
            if person:
                self.client.force_login(person)
            for path in ("/staf/ppid/", f"/staf/ppid/{made.pk}/", "/staf/ppid/register.csv"):
                with self.subTest(name, path=path):
                    answer = self.get(path)
                    self.assertEqual(answer.status_code, 403 if person else 302)
                    self.assertNotIn(b"Siti", answer.content)
        self.client.force_login(self.officer)
        page = self.get(f"/staf/ppid/{made.pk}/")
        self.assertContains(page, "Siti Rekaan")
        self.assertNotContains(page, NIK)
        self.assertEqual(self.get("/staf/ppid/register.csv").status_code, 403)

    def test_the_superior_sees_only_what_was_objected_to(self) -> None:
        made, _ = self.filed()
        self.client.force_login(self.superior)
        self.assertEqual(self.get(f"/staf/ppid/{made.pk}/").status_code, 404)
        with on(date(2026, 4, 6)):
            ppid.object_to(made, "tidak-ditanggapi", "Belum dijawab juga.")
        self.assertEqual(self.get(f"/staf/ppid/{made.pk}/").status_code, 200)
        self.assertEqual(self.post(f"/staf/ppid/{made.pk}/diverifikasi/", {}).status_code, 403)

    def test_officers_do_not_answer_objections(self) -> None:
        made, _ = self.filed()
        with on(date(2026, 4, 6)):
            objection = ppid.object_to(made, "tidak-ditanggapi", "Belum dijawab juga.")
        for person in (self.officer, self.head):
            self.client.force_login(person)
            answer = self.post(
                f"/staf/ppid/keberatan/{objection.pk}/putusan/",
                {"decision": "ditolak", "answer": "Tidak beralasan."},
            )
            self.assertEqual(answer.status_code, 403)

    def test_the_desk_moves_a_request(self) -> None:
        made, _ = self.filed(timezone.localdate())
        self.client.force_login(self.officer)
        self.assertEqual(self.post(f"/staf/ppid/{made.pk}/diverifikasi/", {}).status_code, 302)
        self.assertEqual(self.post(f"/staf/ppid/{made.pk}/diproses/", {}).status_code, 302)
        self.assertEqual(self.post(f"/staf/ppid/{made.pk}/selesai/", {"answer": ""}).status_code, 422)
        self.assertEqual(
            self.post(f"/staf/ppid/{made.pk}/ditolak/", {"reason": "x", "basis": "y"}).status_code, 403
        )
        self.assertEqual(self.post(f"/staf/ppid/{made.pk}/melompat/", {}).status_code, 404)
        self.assertEqual(
            self.post(f"/staf/ppid/{made.pk}/selesai/", {"answer": "Terlampir."}).status_code, 302
        )
        self.assertEqual(self.get(f"/staf/ppid/{made.pk}/selesai/").status_code, 405)

    def test_a_number_is_opened_with_a_reason_that_is_written_down(self) -> None:
        made, _ = self.filed()
        path = f"/staf/buka/website.informationrequest/{made.pk}/identity/"
        self.client.force_login(self.officer)
        self.assertEqual(self.get(path).status_code, 403)
        self.client.force_login(self.head)
        self.assertNotContains(self.get(path), NIK)
        self.assertContains(self.post(path, {"alasan": "Mencocokkan identitas pemohon di loket."}), NIK)
        self.assertTrue(AuditEntry.objects.filter(action="buka data pribadi").exists())

    def test_the_register_is_for_the_head_officer_and_holds_no_nik(self) -> None:
        made, _ = self.filed()
        self.client.force_login(self.head)
        answer = self.get("/staf/ppid/register.csv")
        text = answer.content.decode("utf-8-sig")
        self.assertIn(made.number, text)
        self.assertNotIn(NIK, text)


class Forgetting(Desk):
    def test_who_asked_is_forgotten_after_the_answer_and_the_register_stays(self) -> None:
        made, _ = self.filed()
        open_, _ = self.filed()
        self.moved(made, "diverifikasi", "diproses")
        self.moved(made, "selesai", answer="Terlampir.")
        self.assertEqual(retention.requesters(datetime(2026, 3, 16, tzinfo=UTC)), 0)
        self.assertEqual(retention.requesters(datetime(2026, 3, 17, tzinfo=UTC)), 1)
        made.refresh_from_db()
        open_.refresh_from_db()
        self.assertEqual((made.name, made.identity, made.email), ("", "", ""))
        self.assertEqual((made.number, made.information), (made.number, ASKED["information"]))
        self.assertEqual(open_.name, "Siti Rekaan")

    def test_not_while_an_objection_is_open(self) -> None:
        made, _ = self.filed()
        self.moved(made, "diverifikasi", "ditolak", reason="Rahasia.", basis="UU")
        with on(date(2026, 4, 1)):
            made.refresh_from_db()
            ppid.object_to(made, "ditolak", "Saya keberatan.")
        late = datetime(2027, 1, 1, tzinfo=UTC)
        self.assertEqual(retention.requesters(late), 0)
        with on(date(2026, 4, 2)):
            ppid.answer_objection(made.objection.pk, self.superior, "ditolak", "Tidak beralasan.")
        self.assertEqual(retention.requesters(late), 1)
