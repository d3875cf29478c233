"""Officials: who has a position, and from when to when."""

from __future__ import annotations

from datetime import date

from opd.letters.models import Official
from opd.letters.offices import ONLY
from tests.letters.support import LettersCase, official

NEXT = {"office": ONLY, "position": "lurah", "name": "Togar Misalan", "since": "2026-03-01"}


class Officials(LettersCase):
    def test_two_do_not_have_one_position_at_once(self) -> None:
        admin = self.staff("admin kota")
        first = official(since=date(2024, 1, 1))
        for until in (None, date(2026, 3, 1)):  # the last day is one too
            Official.objects.filter(pk=first.pk).update(until=until)
            answer = admin.post("/meja/pejabat/", NEXT)
            self.assertContains(
                answer, f"{first.name} menjabat lurah pada sebagian masa itu", status_code=422
            )
        earlier = {**NEXT, "since": "2023-01-01", "until": "2024-01-01"}
        self.assertEqual(admin.post("/meja/pejabat/", earlier).status_code, 422)
        self.assertEqual(Official.objects.count(), 1)

    def test_one_follows_another_and_other_positions_do_not_matter(self) -> None:
        admin = self.staff("admin kota")
        first = official(since=date(2024, 1, 1), until=date(2026, 2, 28))
        earlier = {**NEXT, "since": "2023-01-01", "until": "2023-12-31"}
        for told in (NEXT, earlier, {**NEXT, "position": "sekretaris", "since": "2024-01-01"}):
            self.assertEqual(admin.post("/meja/pejabat/", told).status_code, 302, told)
        own = {**NEXT, "name": first.name, "since": "2024-01-01", "until": "2026-02-27"}
        self.assertEqual(admin.post(f"/meja/pejabat/{first.pk}/", own).status_code, 302)
        longer = {**own, "until": "2026-03-02"}
        self.assertEqual(admin.post(f"/meja/pejabat/{first.pk}/", longer).status_code, 422)
