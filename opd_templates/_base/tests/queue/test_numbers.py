"""Numbers: none left out, none twice, whoever comes at once and whatever fails; quotas hold to the last one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection, connections, transaction

from opd.queue import calling, numbers, states, tickets
from opd.queue.models import Change, Counter, Event, Ticket
from opd.refusal import Refused
from tests.queue.support import EIGHT, NOW, TODAY, TOMORROW, TogetherCase, person


def together(count: int, do: object) -> list[object]:
    """``do(0)`` … ``do(count - 1)``, twenty at a time; each result, or the Refused."""

    def once(which: int) -> object:
        try:
            return do(which)  # type: ignore[operator]  # a function of a number
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        return list(pool.map(once, range(count)))


class Together(TogetherCase):
    def setUp(self) -> None:
        super().setUp()
        Change.objects.create(room="A", day=TODAY, quota=900)

    def test_two_hundred_at_once_get_two_hundred_numbers_that_follow_each_other(self) -> None:
        given = together(200, lambda _: tickets.issue("A", "uji")[0].number)
        self.assertEqual(sorted(given), [f"A-{count:03d}" for count in range(1, 201)])
        self.assertEqual(Counter.objects.get(series="A", day=TODAY).last, 200)

    def test_what_fails_takes_its_number_back(self) -> None:
        def take(which: int) -> str | None:
            with transaction.atomic():
                number = numbers.take("A", TODAY)
                if which % 3 == 0:
                    transaction.set_rollback(True)  # what it was for went wrong
                    return None
                return number

        given = sorted(number for number in together(300, take) if number)
        self.assertEqual(given, [f"A-{count:03d}" for count in range(1, 201)])

    def test_rooms_and_days_count_by_themselves(self) -> None:
        with transaction.atomic():
            given = [
                numbers.take(*one) for one in (("A", TODAY), ("B", TODAY), ("A", TOMORROW), ("A", TODAY))
            ]
        self.assertEqual(given, ["A-001", "B-001", "A-001", "A-002"])

    def test_outside_of_a_transaction_none_is_given(self) -> None:
        self.assertFalse(connection.in_atomic_block)
        with self.assertRaises(RuntimeError):
            numbers.take("A", TODAY)

    def test_the_last_of_a_quota_goes_to_one_of_many(self) -> None:
        Change.objects.filter(room="A").update(quota=7)
        told = together(40, lambda _: tickets.issue("A", "uji")[0].number)
        self.assertEqual(
            sorted(one for one in told if isinstance(one, str)), [f"A-{n:03d}" for n in range(1, 8)]
        )
        self.assertEqual(Counter.objects.get(series="A", day=TODAY).last, 7)

    def test_one_person_who_books_ten_times_at_once_gets_one(self) -> None:
        told = together(10, lambda _: tickets.book("A", TOMORROW, EIGHT, person())[0].number)
        self.assertEqual([one for one in told if isinstance(one, str)], ["A-001"])

    def test_ten_desks_that_call_at_once_call_ten_people(self) -> None:
        for _ in range(12):
            tickets.issue("A", "uji")
        called = together(10, lambda _: calling.call_next("A", "uji").number)
        self.assertEqual(len(set(called)), 10)
        self.assertEqual(Ticket.objects.filter(state=states.CALLED).count(), 10)
        self.assertEqual(Event.objects.filter(what="call").count(), 10)

    def test_who_is_called_twice_at_once_is_called_once(self) -> None:
        ticket = tickets.issue("A", "uji")[0]
        told = together(8, lambda _: calling.move(ticket.pk, "call", "uji").state)
        self.assertEqual(sum(one == states.CALLED for one in told), 1)

    def test_the_next_day_begins_at_one(self) -> None:
        first = tickets.issue("A", "uji")[0]
        self.at(NOW + timedelta(days=1))
        self.assertEqual((first.number, tickets.issue("A", "uji")[0].number), ("A-001", "A-001"))
