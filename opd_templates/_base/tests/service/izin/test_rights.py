"""What the notice promises whoever gave data: to see it, and to have it deleted."""

from __future__ import annotations

from opd import audit
from opd.models import AuditEntry
from opd.service import answers, current
from opd.service.models import Attachment, Event, Record
from tests.service.support import ServiceCase, permit

REASON = {"_alasan": "Pemohon meminta di loket dengan kode pelacakannya"}


class Erasing(ServiceCase):
    def closed(self) -> Record:
        record, self.token = self.hand_in()
        return self.moved(record, ("petugas loket", "terima"), ("kepala", "tolak"))

    def test_what_was_refused_or_withdrawn_is_cleared_for_a_reason_that_is_kept(self) -> None:
        record = self.closed()
        paper = Attachment.objects.filter(record=record).first().file
        head, path = self.staff("kepala"), f"/meja/izin/{record.pk}/hapus/"
        self.assertContains(head.get(f"/meja/izin/{record.pk}/"), path)
        self.assertEqual(head.post(path, {"_alasan": " "}).status_code, 422)
        with self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(head.post(path, REASON).status_code, 302)
        record.refresh_from_db()
        kind = current.kind("izin")
        self.assertFalse({code for code, one in kind.isian.items() if one.is_personal} & record.data.keys())
        self.assertIsNotNone(record.cleared_at)
        self.assertFalse(paper.storage.exists(paper.name))
        page = head.get(f"/meja/izin/{record.pk}/")
        self.assertNotContains(page, permit()["nama"])
        self.assertNotContains(page, path)
        entry = AuditEntry.objects.get(action="hapus data pribadi")
        self.assertEqual((entry.who, entry.subject), ("kepala", f"izin:{record.pk}"))
        self.assertEqual(entry.detail, {"nomor": record.number, "alasan": REASON["_alasan"]})
        event = Event.objects.get(what="bersih")
        self.assertEqual((event.who, event.note), ("kepala", REASON["_alasan"]))
        self.assertIsNone(audit.broken())
        self.assertEqual(self.client.post("/lacak/", {"kode": self.token}).status_code, 422)
        self.assertContains(head.post(path, REASON), "sudah dihapus", status_code=422)

    def test_what_somebody_still_works_on_is_not(self) -> None:
        record, _ = self.hand_in()
        head = self.staff("kepala")
        self.assertNotContains(head.get(f"/meja/izin/{record.pk}/"), "/hapus/")
        answer = head.post(f"/meja/izin/{record.pk}/hapus/", REASON)
        self.assertContains(answer, "masih berjalan", status_code=422)
        record.refresh_from_db()
        self.assertEqual(answers.read(record, "nik", current.kind("izin").isian["nik"]), permit()["nik"])

    def test_who_is_not_in_charge_does_not(self) -> None:
        record = self.closed()
        for role in ("petugas loket", "pemeriksa", "auditor"):
            desk = self.staff(role)
            self.assertNotContains(desk.get(f"/meja/izin/{record.pk}/"), "/hapus/")
            self.assertEqual(desk.post(f"/meja/izin/{record.pk}/hapus/", REASON).status_code, 403, role)
        record.refresh_from_db()
        self.assertIsNone(record.cleared_at)

    def test_a_number_in_the_reason_is_masked(self) -> None:
        record = self.closed()
        sent = {"_alasan": f"Diminta pemegang NIK {permit()['nik']}"}
        self.staff("kepala").post(f"/meja/izin/{record.pk}/hapus/", sent)
        told = f"{AuditEntry.objects.get(action='hapus data pribadi').detail} {Event.objects.get(what='bersih').note}"
        self.assertNotIn(permit()["nik"], told)


class Seeing(ServiceCase):
    def test_the_applicant_reads_the_answers_and_what_is_sealed_masked(self) -> None:
        record, token = self.hand_in()
        self.moved(
            record, ("petugas loket", "terima"), ("pemeriksa", "usulkan"), catatan_lapangan="Hanya untuk kita"
        )
        self.client.post("/lacak/", {"kode": token})
        page = self.client.get("/lacak/permohonan/")
        for own in ("Warung Contoh 1", "Papan atau billboard", "12,50 m²", "9999••••••••", "Terlampir"):
            self.assertContains(page, own)
        for hidden in (permit()["nik"], "081234567890", permit()["nama"], "Jalan Rekaan", "warga@contoh"):
            self.assertNotContains(page, hidden)
        self.assertNotContains(page, "Hanya untuk kita")
        self.assertNotContains(page, "/lampiran/")
