"""Requests for information: their clocks, their steps, and their end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError

from opd import audit
from opd import retention as opd_retention
from opd.models import AuditEntry, Holiday
from opd.website import lapsing, ppid, retention
from opd.website.models import InformationRequest
from opd.website.ppid_forms import DecisionForm

from .asking import ASKED, MONDAY, NIK, Desk, on


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

    def test_a_later_holiday_moves_what_is_open(self) -> None:
        plain, longer, refused = (self.filed()[0] for _ in range(3))
        self.moved(longer, "diverifikasi", "diproses")
        self.moved(longer, "diperpanjang", reason="Dokumen di arsip.")
        self.moved(refused, "diverifikasi", "ditolak", reason="Rahasia.", basis="UU 14/2008 Pasal 17 huruf h")
        with on(date(2026, 4, 30)):
            objection = ppid.object_to(refused, "ditolak", "Saya keberatan atas penolakan.")

        def due() -> list[date]:
            for each in (plain, longer, refused, objection):
                each.refresh_from_db()
            return [plain.due, longer.due, refused.due, objection.due]

        before = due()
        named = [
            Holiday.objects.create(day=day, name="Libur") for day in (date(2026, 4, 1), date(2026, 5, 14))
        ]
        self.assertEqual(
            due(), [date(2026, 4, 3), date(2026, 4, 14), date(2026, 4, 2), date(2026, 6, 12)]
        )  # what is closed keeps its day
        for each in named:
            each.delete()
        self.assertEqual(due(), before)

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


class Readable(Desk):
    """The register is exported, and an answer is read by whoever has the code: no numbers of people stand in them."""

    WRITTEN = f"Atas nama NIK {NIK}, atau 9999 9901 0190 0001; telepon 0812-3456-7890. Anggaran Rp 1.500.000.000.000."

    def assert_readable(self, text: str) -> None:
        for number in (NIK, "9999 9901 0190 0001", "0812-3456-7890"):
            self.assertNotIn(number, text)
        self.assertIn("Rp 1.500.000.000.000", text)

    def test_what_citizens_write(self) -> None:
        made = InformationRequest(site=self.site, name="x", information=self.WRITTEN, purpose=self.WRITTEN)
        with on(MONDAY):
            ppid.file(made)
        with on(date(2026, 4, 6)):
            objection = ppid.object_to(made, "tidak-ditanggapi", self.WRITTEN)
        made.refresh_from_db()
        for text in (made.information, made.purpose, objection.text):
            self.assert_readable(text)

    def test_what_was_written_before(self) -> None:
        made, _ = self.filed()
        InformationRequest.objects.filter(pk=made.pk).update(information=self.WRITTEN)
        import_module("opd.website.migrations.0004_requests_readable").readable(apps, None)
        made.refresh_from_db()
        self.assert_readable(made.information)
        self.assertEqual(made.name, "Siti Rekaan")

    def test_what_officers_answer_keeps_the_offices_telephone(self) -> None:
        made, _ = self.filed()
        self.moved(made, "diverifikasi", "diproses")
        made = self.moved(made, "selesai", answer=f"Bagi {NIK}: ambil di loket, 0812-3456-7890.")
        note = made.steps.last().note
        for text in (made.answer, note):
            self.assertNotIn(NIK, text)
            self.assertIn("0812-3456-7890", text)


class Lapsing(Desk):
    """Nobody's name is kept for good because nobody answered."""

    DUE, LAST = date(2026, 4, 2), date(2027, 4, 2)

    def at(self, day: date) -> int:
        return retention.unanswered(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))

    def test_what_nobody_answered_ends_and_is_forgotten(self) -> None:
        made, token = self.filed()
        self.assertEqual(made.due, self.DUE)
        self.assertEqual(self.at(self.LAST), 0)
        self.assertEqual(self.at(self.LAST + timedelta(days=1)), 1)
        made.refresh_from_db()
        self.assertEqual((made.status, made.closed), ("gugur", date(2027, 4, 3)))
        self.assertContains(self.post("/ppid/lacak/", {"token": token}), "Ditutup tanpa jawaban")
        self.assertTrue(AuditEntry.objects.filter(subject=made.number, who="sistem").exists())
        self.assertEqual(self.at(date(2030, 1, 1)), 0)
        self.assertEqual(retention.requesters(datetime(2028, 4, 4, tzinfo=UTC)), 1)

    def test_so_does_an_objection_that_nobody_answered(self) -> None:
        made, _ = self.filed()
        self.moved(made, "diverifikasi", "ditolak", reason="Rahasia.", basis="UU")
        with on(date(2026, 4, 1)):
            objection = ppid.object_to(made, "ditolak", "Saya keberatan.")
        last = objection.due + timedelta(days=365)
        self.assertEqual(self.at(last), 0)
        self.assertEqual(self.at(last + timedelta(days=1)), 1)
        objection.refresh_from_db()
        self.assertEqual(objection.decision, "gugur")
        self.assertEqual(retention.requesters(datetime(2029, 1, 1, tzinfo=UTC)), 1)

    def test_what_was_answered_meanwhile_is_left_alone(self) -> None:
        made, _ = self.filed()
        self.moved(made, "diverifikasi", "diproses")
        self.moved(made, "selesai", answer="Terlampir.")
        waiting = InformationRequest.objects.filter(status="diproses")
        self.assertFalse(lapsing._ended(waiting, made.pk, lapsing._request, self.LAST))
        self.assertEqual(self.at(date(2030, 1, 1)), 0)

    def test_the_night_does_it_and_nobody_chooses_it(self) -> None:
        self.filed()
        done = opd_retention.run(datetime(2030, 1, 1, tzinfo=UTC))
        self.assertEqual(done["permohonan informasi tanpa jawaban"], 1)
        self.assertNotIn("gugur", dict(DecisionForm().fields["decision"].choices))
        self.assertNotIn("gugur", ppid.MOVES)


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
        self.assertEqual({getattr(made, field) for field in retention.PERSONAL}, {""})
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
