"""Officials: who has a position, and from when to when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from unittest.mock import patch

from django.db import IntegrityError, connections, transaction

from opd.letters.models import Official
from opd.letters.offices import ONLY
from tests.letters.support import LettersCase, TogetherCase, official

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

    def test_what_is_not_chosen_yet_is_said_in_indonesian(self) -> None:
        answer = self.staff("admin kota").get("/meja/pejabat/")
        self.assertContains(answer, "- Pilih salah satu -")
        self.assertNotContains(answer, "Select an option")

    def test_the_database_knows_it_too(self) -> None:
        official(since=date(2024, 1, 1), until=date(2026, 2, 28))
        official(since=date(2026, 3, 1))
        official(office="kel-lain", since=date(2024, 1, 1))
        for since, until in (
            ("2026-02-28", "2026-02-28"),
            ("2023-01-01", "2024-01-01"),
            ("2030-01-01", None),
        ):
            with self.subTest(since), self.assertRaises(IntegrityError), transaction.atomic():
                official(since=since, until=until)

    def test_who_comes_between_the_form_and_the_database_is_told_as_well(self) -> None:
        admin = self.staff("admin kota")
        official(since=date(2024, 1, 1))
        unseen = patch("opd.letters.staff_forms.OfficialForm._beside", return_value=None)
        with unseen, patch("opd.letters.models.Official.validate_constraints"):
            answer = admin.post("/meja/pejabat/", NEXT)
            other = official(since=date(2020, 1, 1), until=date(2020, 12, 31))
            longer = {**NEXT, "name": other.name, "since": "2020-01-01"}
            changed = admin.post(f"/meja/pejabat/{other.pk}/", longer)
        for told in (answer, changed):
            self.assertContains(told, "pada sebagian masa itu", status_code=422)


class Together(TogetherCase):
    def test_of_six_named_at_once_one_has_the_position(self) -> None:
        def name(number: int) -> bool:
            try:
                official(name=f"Orang {number}")
            except IntegrityError:
                return False
            finally:
                connections.close_all()
            return True

        with ThreadPoolExecutor(6) as pool:
            self.assertEqual(sum(pool.map(name, range(6))), 1)
