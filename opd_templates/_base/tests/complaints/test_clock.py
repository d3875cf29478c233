"""The night's work: reminders, the call after silence, the leader's warning, and what ends by itself."""

from __future__ import annotations

from datetime import date, timedelta
from unittest import mock

from opd import retention
from opd.complaints import nightly, states
from opd.complaints.models import Complaint, Warned
from opd.models import AuditEntry, Holiday
from tests.complaints.support import ComplaintsCase, aged, noon, workday

MONDAY = workday()


class Reminders(ComplaintsCase):
    def given(self, **more: str) -> Complaint:
        one, _ = self.hand_in()
        return aged(self.moved(one, "teruskan", **more), MONDAY)

    def told(self, one: Complaint, day: date) -> set[tuple[str, str]]:
        nightly.warn(noon(day))
        return set(Warned.objects.filter(complaint=one).values_list("level", "role"))

    def test_shares_of_fourteen_days(self) -> None:
        one = self.given()
        one.assignments.update(answered_on=MONDAY)
        expected = [
            (14, set()),  # the tenth working day
            (15, {("75", "penghubung")}),  # the eleventh of fourteen
            (16, {("75", "penghubung")}),
            (17, {("75", "penghubung"), ("90", "penghubung")}),
            (18, {("75", "penghubung"), ("90", "penghubung"), ("100", "penghubung")}),
        ]
        for days, told in expected:
            self.assertEqual(self.told(one, MONDAY + timedelta(days=days)), told, days)

    def test_after_the_last_day_leader_and_coordinator_are_told(self) -> None:
        one = self.given()
        self.assertNotIn("lewat", {level for level, _ in self.told(one, MONDAY + timedelta(days=20))})
        told = self.told(one, MONDAY + timedelta(days=21))
        self.assertLessEqual({("lewat", "penghubung"), ("lewat", "koordinator"), ("lewat", "pimpinan")}, told)
        self.assertContains(self.staff("pimpinan").get("/meja/"), "Tenggat lewat")

    def test_three_days_of_silence_are_the_coordinators(self) -> None:
        one = self.given()
        self.assertEqual(self.told(one, MONDAY + timedelta(days=2)), set())
        self.assertEqual(self.told(one, MONDAY + timedelta(days=3)), {("kominfo", "koordinator")})

    def test_an_office_that_said_something_is_not_silent(self) -> None:
        one, _ = self.hand_in()
        one = self.moved(one, "teruskan")
        self.staff("penghubung", "dlh").post(f"/meja/laporan/{one.pk}/tanggapan/", {"teks": "Kami cek"})
        self.assertEqual(self.told(aged(one, MONDAY), MONDAY + timedelta(days=3)), set())

    def test_the_coordinators_own_note_is_not_the_offices_word(self) -> None:
        one, _ = self.hand_in()
        one = self.moved(one, "teruskan")
        self.staff("koordinator").post(f"/meja/laporan/{one.pk}/tanggapan/", {"teks": "Mohon segera"})
        self.assertEqual(
            self.told(aged(one, MONDAY), MONDAY + timedelta(days=3)), {("kominfo", "koordinator")}
        )

    def test_verification_is_the_coordinators(self) -> None:
        one, _ = self.hand_in()
        one = aged(one, MONDAY)
        self.assertEqual(self.told(one, MONDAY + timedelta(days=2)), set())
        self.assertEqual(
            self.told(one, MONDAY + timedelta(days=3)),
            {(level, "koordinator") for level in ("75", "90", "100")},
        )
        self.assertIn(("lewat", "pimpinan"), self.told(one, MONDAY + timedelta(days=4)))

    def test_conduct_warns_the_oversight_and_no_office(self) -> None:
        one = self.given(klasifikasi=states.OVERSEEN, unit="inspektorat")
        roles = {role for _, role in self.told(one, MONDAY + timedelta(days=200))}
        self.assertEqual(roles, {"inspektorat", "koordinator", "pimpinan"})

    def test_each_is_told_once_a_round(self) -> None:
        one = self.given()
        day = MONDAY + timedelta(days=40)
        self.assertGreater(nightly.warn(noon(day)), 0)
        self.assertEqual(nightly.warn(noon(day)), 0)
        one = self.moved(one, "mulai", "selesaikan", "buka-lagi")
        self.assertGreater(nightly.warn(noon(aged(one, MONDAY).received + timedelta(days=40))), 0)

    def test_while_the_clock_stands_still_nobody_is_reminded(self) -> None:
        one, _ = self.hand_in()
        one = aged(self.moved(one, "minta-data"), MONDAY)
        Complaint.objects.filter(pk=one.pk).update(stopped_on=MONDAY)
        self.assertEqual(self.told(one, MONDAY + timedelta(days=60)), set())

    def test_nor_is_an_office_silent_while_others_are_waited_for(self) -> None:
        one = aged(self.moved(self.given(), "minta-data"), MONDAY)
        here = Complaint.objects.filter(pk=one.pk)
        here.update(stopped_on=MONDAY)
        self.assertEqual(self.told(one, MONDAY + timedelta(days=8)), set())
        here.update(state=states.HANDED, stopped_on=None, state_since=MONDAY + timedelta(days=7))
        self.assertEqual(self.told(one, MONDAY + timedelta(days=9)), set())
        self.assertEqual(self.told(one, MONDAY + timedelta(days=10)), {("kominfo", "koordinator")})

    def test_a_warning_is_taken_by_whom_it_concerns(self) -> None:
        one = self.given()
        self.told(one, MONDAY + timedelta(days=3))
        warned = Warned.objects.get()
        for role, unit in (("penghubung", "dlh"), ("pimpinan", ""), ("auditor", ""), ("loket", "")):
            self.assertEqual(
                self.staff(role, unit).post(f"/meja/peringatan/{warned.pk}/").status_code, 404, role
            )
        desk = self.staff("koordinator")
        self.assertContains(desk.get("/meja/"), "Belum ditanggapi unit")
        desk.post(f"/meja/peringatan/{warned.pk}/")
        warned.refresh_from_db()
        self.assertEqual(warned.seen_by, "koordinator")
        self.assertNotContains(desk.get("/meja/"), "Belum ditanggapi unit")

    def test_of_each_report_the_gravest_is_shown_and_all_are_taken_at_once(self) -> None:
        one = self.given()
        self.told(one, MONDAY + timedelta(days=40))
        desk = self.staff("koordinator")
        page = desk.get("/meja/")
        self.assertEqual([level for _, level in page.context["warnings"]], ["Tenggat lewat"])
        desk.post(f"/meja/peringatan/{page.context['warnings'][0][0].pk}/")
        self.assertEqual(desk.get("/meja/").context["warnings"], [])
        self.assertEqual(len(self.staff("penghubung", "dlh").get("/meja/").context["warnings"]), 1)

    def test_holidays_do_not_count(self) -> None:
        one = self.given()
        Holiday.objects.create(day=MONDAY + timedelta(days=1), name="Hari contoh")
        self.assertEqual(self.told(one, MONDAY + timedelta(days=3)), set())


class Ends(ComplaintsCase):
    def test_what_is_done_closes_after_ten_working_days(self) -> None:
        one, _ = self.hand_in()
        one = aged(self.moved(one, "teruskan", "mulai", "selesaikan"), MONDAY)
        self.assertEqual(nightly.close_done(noon(MONDAY + timedelta(days=14))), 0)
        self.assertEqual(nightly.close_done(noon(MONDAY + timedelta(days=15))), 1)
        one.refresh_from_db()
        self.assertEqual((one.state, one.closed_at is None), ("ditutup", False))
        self.assertIn("Ditutup otomatis", one.events.last().note)

    def test_what_nobody_completes_closes_too(self) -> None:
        one, _ = self.hand_in()
        one = aged(self.moved(one, "minta-data"), MONDAY)
        self.assertEqual(nightly.close_unanswered(noon(MONDAY + timedelta(days=14))), 0)
        self.assertEqual(nightly.close_unanswered(noon(MONDAY + timedelta(days=15))), 1)

    def test_what_was_reopened_meanwhile_is_let_alone(self) -> None:
        one, _ = self.hand_in()
        one = aged(self.moved(one, "teruskan", "mulai", "selesaikan"), MONDAY)
        stale = [Complaint.objects.get(pk=one.pk)]
        self.moved(one, "buka-lagi")
        self.assertEqual(nightly._each(stale, "tutup", "x"), 0)

    def test_what_was_postponed_goes_on_after_its_day(self) -> None:
        one, _ = self.hand_in()
        one = self.moved(one, "teruskan", "mulai")
        day = one.received + timedelta(days=7)
        one = self.moved(one, "tunda", sampai=day)
        self.assertEqual(nightly.go_on(noon(day)), 0)
        self.assertEqual(nightly.go_on(noon(day + timedelta(days=1))), 1)
        one.refresh_from_db()
        self.assertEqual((one.state, one.stopped_on), ("ditindaklanjuti", None))

    def test_all_of_it_is_the_nights_work(self) -> None:
        names = retention.run(noon(MONDAY))
        for name in (
            "laporan lanjut setelah ditunda",
            "laporan selesai ditutup",
            "laporan tanpa data ditutup",
            "peringatan tenggat",
            "dikirim ke SP4N-LAPOR!",
            "kabar ke SP4N-LAPOR!",
            "pelapor",
            "laporan",
            "foto_laporan",
            "berkas tanpa laporan",
        ):
            self.assertIn(name, names)
        self.assertTrue(AuditEntry.objects.filter(action="retensi").exists())

    def test_a_fault_in_one_part_keeps_no_other(self) -> None:
        one, _ = self.hand_in()
        aged(self.moved(one, "teruskan", "mulai", "selesaikan"), MONDAY)
        with (
            mock.patch.object(nightly.clocks, "levels", side_effect=ValueError),
            self.assertRaises(ExceptionGroup),
        ):
            self.hand_in()
            retention.run(noon(MONDAY + timedelta(days=30)))
        one.refresh_from_db()
        self.assertEqual(one.state, "ditutup")
