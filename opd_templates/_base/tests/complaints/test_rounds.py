"""A round lasts from the day a complaint came, or was opened again, to the answer; each keeps its time and stars."""

from __future__ import annotations

from datetime import date
from typing import Any
from unittest import mock

from django.utils import timezone

from opd.complaints import moving, states, statistics
from opd.complaints.models import Complaint
from opd.refusal import Refused
from tests.complaints.support import ComplaintsCase, workday

Step = tuple[int, str]
COURSES: tuple[tuple[str, tuple[Step, ...], list[tuple[int, bool]]], ...] = (
    ("at once", ((0, "teruskan"), (1, "mulai"), (2, "selesaikan")), [(2, True)]),
    (
        "asked back while it was checked: those days are nobody's",
        ((1, "minta-data"), (4, "lengkapi"), (4, "teruskan"), (7, "mulai"), (7, "selesaikan")),
        [(2, True)],
    ),
    (
        "asked back twice, under two clocks",
        ((0, "minta-data"), (2, "lengkapi"), (3, "teruskan"), (4, "minta-data"), (8, "lengkapi"), (9, "mulai"),
         (9, "selesaikan")),
        [(3, True)],
    ),
    (
        "late, and mended in time",
        ((0, "teruskan"), (0, "mulai"), (21, "selesaikan"), (25, "buka-lagi"), (28, "selesaikan")),
        [(15, False), (1, True)],
    ),
    (
        "what stood still in the first round is not taken off the second",
        ((0, "teruskan"), (0, "mulai"), (1, "minta-data"), (8, "lengkapi"), (9, "selesaikan"), (10, "buka-lagi"),
         (14, "selesaikan")),
        [(2, True), (2, True)],
    ),
    ("asked back, then answered at once", ((0, "minta-data"), (10, "lengkapi"), (11, "jawab")), [(1, True)]),
    ("answered at once, and too late", ((8, "jawab"),), [(6, False)]),
)  # fmt: skip


class Rounds(ComplaintsCase):
    def walked(self, one: Complaint, *steps: Step, **given: Any) -> Complaint:
        """Each step so many days after a Monday."""
        for days, step in steps:
            with on(workday(days)):
                one = self.moved(one, step, tambahan="Di sebelah barat.", **given)
        return one

    def came(self) -> Complaint:
        with on(workday()):
            return self.hand_in()[0]

    def test_each_round_has_its_time(self) -> None:
        for name, steps, expected in COURSES:
            with self.subTest(name):
                one = self.walked(self.came(), *steps)
                self.assertEqual([(each.took, each.in_time) for each in one.outcomes.all()], expected)

    def test_another_class_after_it_was_opened_again_counts_from_that_day(self) -> None:
        one = self.walked(self.came(), (0, "teruskan"), (0, "mulai"), (1, "selesaikan"), (9, "buka-lagi"))
        one = self.walked(one, (10, "alihkan"), unit="inspektorat", klasifikasi=states.OVERSEEN)
        self.assertEqual((one.clock_since, one.clock_days), (workday(9), 60))

    def test_a_bad_rating_stays_when_the_complaint_is_opened_again(self) -> None:
        one, token = self.hand_in()
        one = self.moved(one, "teruskan", "mulai", "selesaikan")
        moving.rate(one, 1, "Belum dikerjakan sama sekali.")
        one = self.moved(one, "buka-lagi")
        self.assertEqual(self.of_unit("dlh").rating, 1.0)
        with self.assertRaises(Refused):
            moving.rate(one, 5, "")
        one = self.moved(one, "selesaikan")
        self.assertNotContains(self.tracked(token).get("/lacak/laporan/"), "Penilaian Anda")
        moving.rate(one, 4, "")
        self.assertEqual(list(one.outcomes.values_list("stars", flat=True)), [1, 4])
        self.assertEqual(self.of_unit("dlh").rating, 2.5)
        self.assertContains(self.client.get(f"/laporan/{one.code}/"), "4 dari 5")
        page = self.staff("koordinator").get(f"/meja/laporan/{one.pk}/")
        self.assertContains(page, "1 dari 5 (sebelum dibuka lagi)<br>Belum dikerjakan")

    def test_a_late_answer_stays_late_and_is_the_units_that_gave_it(self) -> None:
        one = self.walked(self.came(), (0, "teruskan"), (0, "mulai"), (21, "selesaikan"), (22, "buka-lagi"))
        one = self.walked(one, (22, "alihkan"), unit="putr")
        self.walked(one, (22, "mulai"), (23, "selesaikan"))
        with on(workday(30)):
            found = {unit: self.of_unit(unit) for unit in ("dlh", "putr")}
        self.assertEqual((found["dlh"].in_time, found["dlh"].median), (0, 15.0))
        self.assertEqual((found["putr"].in_time, found["putr"].median), (100, 1.0))

    def of_unit(self, unit: str) -> statistics.Figures:
        return next(row for row in statistics.per_unit(Complaint.objects.all()) if row.unit == unit)


def on(day: date) -> Any:
    """As if it were ``day``."""
    return mock.patch.object(timezone, "localdate", lambda *_: day)
