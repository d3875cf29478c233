"""Numbers: none left out, none twice, whoever comes at once and whatever fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from django.db import connection, connections, transaction

from opd.service import numbers
from opd.service.models import Counter
from opd.service.schema import Number
from tests.service.support import TogetherCase

YEARLY = Number(format="{kode}/{urut:04d}/{tahun}", per="tahun")
TODAY = date(2026, 3, 2)


class Numbers(TogetherCase):
    def test_two_hundred_at_once_while_every_third_fails(self) -> None:
        def take(which: int) -> str | None:
            try:
                with transaction.atomic():
                    number = numbers.assign("uji", YEARLY, "X", TODAY)
                    if which % 3 == 0:
                        transaction.set_rollback(True)  # what it was for went wrong
                        return None
                    return number
            finally:
                connections.close_all()

        with ThreadPoolExecutor(20) as pool:
            given = [number for number in pool.map(take, range(300)) if number]
        self.assertEqual(len(given), 200)
        self.assertEqual(sorted(given), [f"X/{count:04d}/2026" for count in range(1, 201)])
        self.assertEqual(Counter.objects.get(series="uji").last, 200)

    def test_a_year_begins_anew_and_the_former_goes_on(self) -> None:
        with transaction.atomic():
            given = [numbers.assign("uji", YEARLY, "X", date(year, 1, 1)) for year in (2026, 2027, 2026)]
        self.assertEqual(given, ["X/0001/2026", "X/0001/2027", "X/0002/2026"])

    def test_outside_of_a_transaction_none_is_given(self) -> None:
        self.assertFalse(connection.in_atomic_block)
        with self.assertRaises(RuntimeError):
            numbers.assign("uji", YEARLY, "X", TODAY)
