"""Scans that are no specific data: at work without a reason, afterwards with one; and the notice says so."""

from __future__ import annotations

from opd.letters.models import Application, Attachment
from opd.models import AuditEntry
from tests.letters.support import LettersCase


class Scans(LettersCase):
    def door(self, application: Application) -> str:
        paper = Attachment.objects.get(application=application, code="ktp")
        return f"/meja/permohonan/{application.pk}/lampiran/{paper.pk}/"

    def test_while_a_request_is_open_it_is_the_reason_and_each_opening_is_written_down(self) -> None:
        application, _ = self.sent()
        operator = self.staff("operator")
        page = operator.get(f"/meja/permohonan/{application.pk}/")
        self.assertContains(page, self.door(application))
        self.assertEqual(operator.get(self.door(application)).status_code, 200)
        entry = AuditEntry.objects.latest("pk")
        self.assertEqual(
            (entry.who, entry.subject, entry.detail["berkas"]), ("operator", f"surat:{application.pk}", "ktp")
        )

    def test_once_it_is_over_a_reason_is_asked_for(self) -> None:
        application = self.moved(self.sent()[0], ("kasi", "tolak"))
        operator, base = self.staff("operator"), f"/meja/permohonan/{application.pk}"
        self.assertEqual(operator.get(self.door(application)).status_code, 403)
        page = operator.get(f"{base}/")
        self.assertNotContains(page, "/lampiran/")
        self.assertContains(page, "Buka data pribadi untuk mengunduhnya.")
        opened = operator.post(f"{base}/buka/", {"alasan": "Menjawab pengaduan pemohon"})
        link = opened.context["papers"][0][2]
        self.assertContains(opened, link)
        self.assertEqual(operator.get(link).status_code, 200)

    def test_the_notice_says_who_opens_what_and_when_a_reason_is_asked_for(self) -> None:
        page = self.client.get("/data-pribadi/")
        for words in (
            "Pindaian dan surat juga memuat NIK",
            "tanpa menulis alasan",
            "Sesudah permohonan selesai",
            "Surat Keterangan Tidak Mampu",
        ):
            self.assertContains(page, words)
        self.assertNotContains(page, "petugas hanya dapat membukanya dengan alasan")
        self.assertNotContains(page, "Surat Keterangan Domisili")
