"""Scans and letters hold what is masked elsewhere: they open to who says why, and for a few minutes."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from django.test import Client
from django.utils import timezone

from opd import reveal
from opd.models import AuditEntry
from opd.service import letters
from opd.service.models import Attachment, Event, Record
from tests.service.support import ServiceCase, signer

REASON = {"alasan": "Mencocokkan KTP dengan isian"}


class Opening(ServiceCase):
    def setUp(self) -> None:
        record, _ = self.hand_in()
        self.record = self.moved(record, ("petugas loket", "terima"), ("pemeriksa", "usulkan"))
        letters.make(record, "izin", signer(), "kepala")
        self.base = f"/meja/izin/{record.pk}/"
        scan = Attachment.objects.get(record=record, field="ktp")
        self.papers = (f"{self.base}lampiran/{scan.pk}/", f"{self.base}surat/izin/pdf/")

    def opened(self, role: str = "kepala", base: str = "") -> Client:
        desk = self.staff(role)
        self.assertEqual(desk.post(f"{base or self.base}buka/", REASON).status_code, 200)
        return desk

    def test_without_a_reason_neither_opens_and_the_reason_is_asked_for(self) -> None:
        desk = self.staff("kepala")
        page = desk.get(self.base)
        for path in self.papers:
            self.assertNotContains(page, path)
            self.assertRedirects(desk.get(path), f"{self.base}buka/")
        self.assertEqual(desk.post(f"{self.base}buka/", {"alasan": "perlu"}).status_code, 422)
        for path in self.papers:
            self.assertEqual(desk.get(path).status_code, 302, path)

    def test_with_a_reason_they_open_and_the_log_keeps_it(self) -> None:
        desk = self.staff("kepala")
        page = desk.post(f"{self.base}buka/", REASON)
        for path in self.papers:
            self.assertContains(page, path)
            self.assertEqual(desk.get(path).status_code, 200, path)
        entry = AuditEntry.objects.get(action="buka data pribadi")
        self.assertEqual((entry.who, entry.subject), ("kepala", f"izin:{self.record.pk}"))
        self.assertEqual(entry.detail["alasan"], REASON["alasan"])
        self.assertEqual(Event.objects.get(what="buka").note, REASON["alasan"])
        for action in ("buka lampiran", "cetak surat"):
            self.assertEqual(AuditEntry.objects.filter(action=action).count(), 1)

    def test_a_reason_counts_for_one_record_one_person_and_a_few_minutes(self) -> None:
        other, _ = self.hand_in(2)
        elsewhere = self.opened(base=f"/meja/izin/{other.pk}/")
        self.opened("pemeriksa")
        for path in self.papers:
            self.assertEqual(elsewhere.get(path).status_code, 302, path)
        desk = self.opened()
        later = timezone.now() + timedelta(seconds=reveal.OPEN_SECONDS + 1)
        with patch("opd.reveal.timezone.now", return_value=later):
            for path in self.papers:
                self.assertEqual(desk.get(path).status_code, 302, path)

    def test_who_may_not_open_has_no_reason_to_give(self) -> None:
        desk = self.staff("auditor")
        for path in (*self.papers, f"{self.base}buka/"):
            self.assertEqual(desk.get(path).status_code, 403, path)
        self.assertNotContains(desk.get(self.base), "Buka data pribadi")

    def test_the_applicants_own_letter_needs_none(self) -> None:
        _, token = self.hand_in(2)
        record = Record.objects.exclude(pk=self.record.pk).get()
        self.moved(record, ("petugas loket", "terima"), ("pemeriksa", "usulkan"))
        letters.make(record, "izin", signer(), "kepala")
        self.moved(record, ("kepala", "terbitkan"))
        self.client.post("/lacak/", {"kode": token})
        self.assertEqual(self.client.get("/lacak/surat/izin/").status_code, 200)
