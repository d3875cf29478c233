"""Requests for information: what citizens ask, follow, and object to."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from unittest.mock import patch

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import override_settings

from opd import retention
from opd.website.models import InformationRequest, PublicInformation

from .asking import ASKED, MONDAY, NIK, Desk, on


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

    def test_what_was_said_of_their_data_is_kept_with_the_request(self) -> None:
        told = settings.PPID_NOTICE
        days = retention.kinds()["permohonan_informasi"].retention_days
        page = self.get("/ppid/permohonan/")
        self.assertContains(page, f"Versi {told['versi']}")
        self.assertContains(page, f"dihapus {days} hari")
        self.post("/ppid/permohonan/", ASKED)
        with override_settings(PPID_NOTICE={**told, "versi": "2031-01"}):
            self.post("/ppid/permohonan/", ASKED)
        self.assertEqual(
            list(InformationRequest.objects.order_by("pk").values_list("notice", flat=True)),
            [told["versi"], "2031-01"],
        )

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
