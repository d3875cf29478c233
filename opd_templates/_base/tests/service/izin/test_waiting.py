"""Who was asked for something and never answers: closed by the night's work, told why, then deleted like the others."""

from __future__ import annotations

from datetime import date, timedelta

from django.test import Client

from opd import retention
from opd.models import AuditEntry, Holiday
from opd.service import waiting
from opd.service.models import Event, Record
from tests.service.izin.test_clock import on
from tests.service.support import ServiceCase, permit

ASKED = date(2026, 3, 2)  # a Monday; twenty working days end on Monday, 30 March
LAST = date(2026, 3, 30)
ONE = timedelta(days=1)


class Waiting(ServiceCase):
    def asked(self, number: int = 1) -> tuple[Record, str]:
        """A permit that was sent back for repair on ``ASKED``, and its token."""
        with on(ASKED):
            record, token = self.hand_in(number, mulai="2027-06-01")
            return self.moved(record, ("petugas loket", "kembalikan")), token

    def night(self, day: date) -> int:
        with on(day):
            return retention.run()[waiting.NAME]

    def test_it_is_closed_on_the_day_after_the_last(self) -> None:
        record, _ = self.asked()
        self.assertEqual(self.night(LAST), 0)
        record.refresh_from_db()
        self.assertEqual((record.state, record.closed_at), ("perbaikan", None))
        self.assertEqual(self.night(LAST + ONE), 1)
        record.refresh_from_db()
        self.assertEqual((record.state, record.paused_since), ("kedaluwarsa", None))
        self.assertEqual(record.closed_at.date(), LAST + ONE)
        self.assertEqual(record.took, 0)  # all that time was the applicant's
        self.assertEqual(self.night(LAST + 2 * ONE), 0)

    def test_history_audit_log_and_applicant_are_told(self) -> None:
        record, token = self.asked()
        self.night(LAST + ONE)
        event = Event.objects.filter(record=record).last()
        self.assertEqual(
            (event.who, event.what, event.before, event.after, event.public),
            ("sistem", "langkah", "perbaikan", "kedaluwarsa", True),
        )
        entry = AuditEntry.objects.get(action=waiting.NAME)
        self.assertEqual((entry.who, entry.subject), ("sistem", f"izin:{record.pk}"))
        self.assertEqual(entry.detail, {"dari": "perbaikan", "ke": "kedaluwarsa", "hari": 20})
        self.assertEqual(AuditEntry.objects.get(action="retensi").detail[waiting.NAME], 1)
        client = Client()
        client.post("/lacak/", {"kode": token})
        page = client.get("/lacak/permohonan/")
        self.assertContains(page, "Kedaluwarsa")
        self.assertContains(page, "pemohon tidak menindaklanjuti dalam 20 hari kerja")
        self.assertNotContains(page, "/lacak/langkah/")
        self.assertContains(
            self.staff("kepala").get(f"/meja/izin/{record.pk}/"), "Perlu perbaikan → Kedaluwarsa"
        )

    def test_holidays_give_more_time(self) -> None:
        record, _ = self.asked()
        for day in (date(2026, 3, 18), date(2026, 3, 19), date(2026, 3, 21)):  # the last is a Saturday
            Holiday.objects.create(day=day, name="Rekaan")
        self.assertEqual(self.night(LAST + 2 * ONE), 0)
        self.assertEqual(self.night(LAST + 3 * ONE), 1)
        record.refresh_from_db()
        self.assertEqual(record.state, "kedaluwarsa")

    def test_until_when_is_told_before(self) -> None:
        record, token = self.asked()
        client = Client()
        client.post("/lacak/", {"kode": token})
        page = client.get("/lacak/permohonan/")
        self.assertContains(page, "Giliran Anda sampai <strong>Senin, 30 Maret 2026</strong>")
        self.assertNotContains(page, "Selesai paling lambat")
        desk = self.staff("kepala").get(f"/meja/izin/{record.pk}/")
        self.assertContains(desk, "Menunggu pemohon sampai 30 Maret 2026")

    def test_who_answers_in_time_is_left_alone_and_a_second_question_begins_anew(self) -> None:
        record, _ = self.asked()
        with on(LAST):
            record = self.moved(record, ("pemohon", "perbaiki"))
        self.assertEqual(self.night(LAST + 365 * ONE), 0)
        with on(date(2026, 4, 6)):
            record = self.moved(record, ("petugas loket", "kembalikan"))
        self.assertEqual(self.night(date(2026, 5, 4)), 0)
        self.assertEqual(self.night(date(2026, 5, 5)), 1)

    def test_what_waits_for_the_staff_is_left_alone(self) -> None:
        with on(ASKED):
            new, _ = self.hand_in(1, mulai="2027-06-01")
            seen = self.moved(self.hand_in(2, mulai="2027-06-01")[0], ("petugas loket", "terima"))
            done = self.moved(
                self.hand_in(3, mulai="2027-06-01")[0], ("petugas loket", "terima"), ("kepala", "tolak")
            )
        self.assertEqual(self.night(ASKED + 365 * ONE), 0)
        for record, state in ((new, "diajukan"), (seen, "diperiksa"), (done, "ditolak")):
            record.refresh_from_db()
            self.assertEqual(record.state, state)
        self.assertIsNone(new.closed_at)

    def test_who_answered_since_the_list_was_made_is_left_alone(self) -> None:
        record, _ = self.asked()
        with on(LAST):
            self.moved(record, ("pemohon", "perbaiki"))
        self.assertFalse(waiting._close(record.pk, LAST + 30 * ONE, frozenset()))
        self.assertEqual(Record.objects.get(pk=record.pk).state, "diajukan")

    def test_afterwards_it_is_deleted_like_others_and_another_may_be_asked_for(self) -> None:
        record, _ = self.asked()
        refused = self.client.post("/permohonan/izin/", permit(1))
        self.assertContains(refused, "Masih ada", status_code=422)
        self.night(LAST + ONE)
        self.assertEqual(self.client.post("/permohonan/izin/", permit(1)).status_code, 302)
        with on(LAST + 730 * ONE):
            self.assertEqual(retention.run()["izin"], 0)
        with on(LAST + 732 * ONE):
            self.assertEqual(retention.run()["izin"], 1)
        record.refresh_from_db()
        self.assertIsNotNone(record.cleared_at)
        self.assertNotIn("nik", record.data)
