"""From booking to the last room: what a citizen, a room and the night do with a ticket."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.apps import apps
from django.db import DatabaseError, transaction

from opd.queue import calling, clearing, lines, opening, order, people, states, tickets
from opd.queue.current import config, limits
from opd.queue.models import Change, Event, Ticket
from opd.refusal import Refused
from tests.queue.support import EIGHT, NOW, ONE, TODAY, TOMORROW, ZONE, QueueCase, person


class Flow(QueueCase):
    def test_the_whole_way(self) -> None:
        ticket, _ = tickets.book("A", TODAY, EIGHT, person())
        self.assertEqual((ticket.state, ticket.number, ticket.arrived_at), (states.BOOKED, "A-001", None))
        calling.check_in(ticket.pk, "pasien")
        self.assertEqual(calling.call_next("A", "poli", "Ruang 1").number, "A-001")
        calling.move(ticket.pk, "recall", "poli", point="Ruang 2")
        calling.move(ticket.pk, "serve", "poli")
        calling.move(ticket.pk, "refer", "poli", room="L")
        ticket.refresh_from_db()
        child = Ticket.objects.get(parent=ticket)
        self.assertEqual(
            (ticket.state, ticket.point, child.number, child.state),
            ("referred", "Ruang 2", "L-001", "waiting"),
        )
        self.assertEqual((child.name, child.nik, child.person), (ticket.name, ticket.nik, ticket.person))
        for step in ("call", "serve", "finish"):
            child = calling.move(child.pk, step, "lab")
        self.assertEqual(child.state, states.DONE)
        self.assertTrue(child.arrived_at and child.called_at and child.served_at and child.closed_at)
        told = list(Event.objects.filter(ticket=ticket).values_list("what", flat=True))
        self.assertEqual(told, ["issue", "check_in", "call", "recall", "serve", "refer"])

    def test_the_history_is_not_changed(self) -> None:
        ticket = self.waiting()[0]
        for act in (
            lambda: Event.objects.filter(ticket=ticket).update(who="lain"),
            lambda: Event.objects.filter(ticket=ticket).delete(),
        ):
            with self.assertRaises(DatabaseError), transaction.atomic():
                act()

    def test_a_skipped_one_comes_back_once_behind_three_others(self) -> None:
        found = self.waiting(count=6)
        first = calling.call_next("A", "poli")
        calling.move(first.pk, "skip", "poli")
        calling.move(first.pk, "requeue", "poli")
        line = lines.of(config().queues["A"], Ticket.objects.filter(room="A"), limits().prioritas_setiap)
        self.assertEqual(line.ahead(first.number), 3)
        for expected in (found[1], found[2], found[3], first):
            self.assertEqual(calling.call_next("A", "poli").number, expected.number)
        self.assertEqual(calling.move(first.pk, "skip", "poli").state, states.ABSENT)
        with self.assertRaises(Refused):
            calling.move(first.pk, "requeue", "poli")

    def test_after_three_calls_there_is_no_fourth(self) -> None:
        ticket = self.waiting()[0]
        for step in ("call", "recall", "recall"):
            calling.move(ticket.pk, step, "poli")
        with self.assertRaisesMessage(Refused, "Sudah dipanggil 3 kali"):
            calling.move(ticket.pk, "recall", "poli")

    def test_one_of_three_calls_is_for_priority(self) -> None:
        self.waiting(count=5)
        self.waiting(count=2, priority=True)
        called = []
        for minute in range(7):
            self.at(NOW + timedelta(minutes=minute))
            called.append(calling.call_next("A", "poli").number)
        self.assertEqual(called, ["A-006", "A-001", "A-002", "A-007", "A-003", "A-004", "A-005"])
        with self.assertRaisesMessage(Refused, "Belum ada yang menunggu"):
            calling.call_next("A", "poli")

    def test_what_remains_open_at_night_ends(self) -> None:
        booked = tickets.book("A", TODAY, EIGHT, person())[0]
        waiting, serving = self.waiting(count=2)
        calling.move(serving.pk, "call", "poli")
        calling.move(serving.pk, "serve", "poli")
        self.at(NOW + timedelta(hours=17))
        self.assertEqual(clearing.close(NOW + timedelta(hours=17)), 3)
        self.assertEqual(clearing.close(NOW + timedelta(hours=17)), 0)
        states_ = dict(Ticket.objects.values_list("number", "state"))
        self.assertEqual(states_, {booked.number: "absent", waiting.number: "absent", serving.number: "done"})

    def test_a_ticket_is_of_its_day(self) -> None:
        ticket = self.waiting()[0]
        self.at(NOW + timedelta(days=1))
        with self.assertRaisesMessage(Refused, "bukan untuk hari ini"):
            calling.move(ticket.pk, "call", "poli")


class Rules(QueueCase):
    def refused(self, words: str, do: object) -> None:
        before = Ticket.objects.count()
        with self.assertRaisesMessage(Refused, words):
            do()  # type: ignore[operator]  # a function
        self.assertEqual(Ticket.objects.count(), before)

    def test_one_open_ticket_for_a_person_room_and_day(self) -> None:
        first, _ = tickets.book("A", TOMORROW, EIGHT, person())
        again = (
            person(),
            person(nik=""),
            person(name="Lain Orang"),
            person(name=person().name.upper(), nik=""),
        )
        for same in again:
            self.refused(
                "sudah memiliki tiket aktif", lambda same=same: tickets.book("A", TOMORROW, EIGHT, same)
            )
        tickets.book("B", TOMORROW, EIGHT, person())
        tickets.book("A", TODAY, EIGHT, person())
        calling.move(first.pk, "cancel", "pasien")
        tickets.book("A", TOMORROW, EIGHT, person())

    def test_the_same_card_is_the_same_person_whatever_the_name(self) -> None:
        """As a kiosk's ticket is named at the desk: the card alone may tell who comes twice."""
        card = "0001234567890"
        first, _ = tickets.book("A", TOMORROW, EIGHT, person(1, card=card, nik=""), payer="bpjs")
        self.assertTrue(first.card_index)
        for same in (person(2, card=card), person(3, card=card, name="", born="", nik="")):
            self.refused(
                "sudah memiliki tiket aktif", lambda same=same: tickets.book("A", TOMORROW, EIGHT, same)
            )
        tickets.book("A", TOMORROW, EIGHT, person(4, card="0001234567891"))
        tickets.book("A", TOMORROW, EIGHT, person(5))
        tickets.book("B", TOMORROW, EIGHT, person(2, card=card))

    def test_cards_that_were_kept_before_are_found_after_the_migration(self) -> None:
        card = "0001234567890"
        tickets.book("A", TOMORROW, EIGHT, person(1, card=card, nik=""), payer="bpjs")
        tickets.book("B", TOMORROW, EIGHT, person(2))
        Ticket.objects.update(card_index="")
        import_module("opd.queue.migrations.0004_card").known(apps, None)
        self.assertEqual(Ticket.objects.filter(card_index="").count(), 1)
        self.refused(
            "sudah memiliki tiket aktif", lambda: tickets.book("A", TOMORROW, EIGHT, person(3, card=card))
        )

    def test_who_has_a_ticket_of_the_other_room_is_not_given_a_second_one_by_being_sent_on(self) -> None:
        ticket, _ = tickets.issue("A", "uji", person())
        own, _ = tickets.issue("B", "uji", person())
        for step in ("call", "serve"):
            calling.move(ticket.pk, step, "poli")
        self.refused("sudah memiliki tiket aktif", lambda: calling.move(ticket.pk, "refer", "poli", room="B"))
        ticket.refresh_from_db()
        self.assertEqual((ticket.state, bool(ticket.token)), ("serving", True))
        calling.move(own.pk, "cancel", "uji")
        calling.move(ticket.pk, "refer", "poli", room="B")
        back = Ticket.objects.get(parent=ticket)
        self.refused("sudah memiliki tiket aktif", lambda: tickets.issue("B", "uji", person()))
        tickets.issue("A", "uji", person())  # the first one ended
        self.assertEqual((back.room, back.card_index), ("B", ticket.card_index))

    def test_quota_of_bookings_and_of_all(self) -> None:
        Change.objects.create(room="A", day=TODAY, quota=5)  # 60 % of it from home
        for number in range(3):
            tickets.book("A", TODAY, EIGHT, person(number))
        self.refused(
            "Kuota pemesanan sesi ini sudah habis", lambda: tickets.book("A", TODAY, EIGHT, person(9))
        )
        self.waiting(count=2)
        self.refused("Kuota sesi ini sudah habis", lambda: tickets.issue("A", "uji"))
        tickets.book("A", TODAY, ONE, person(9))  # the afternoon has its own

    def test_nothing_is_booked_outside_of_the_days_and_hours(self) -> None:
        for day, start in (
            (TODAY - timedelta(days=1), EIGHT), (TODAY + timedelta(days=8), EIGHT), (TOMORROW, ONE),
            (TODAY + timedelta(days=4), EIGHT),  # a Sunday
        ):  # fmt: skip
            self.refused(
                "tidak dapat dipesan", lambda day=day, start=start: tickets.book("A", day, start, person())
            )
        tickets.book("A", TODAY + timedelta(days=7), EIGHT, person())
        self.at(NOW.replace(hour=11))  # an hour before its end
        self.refused("tidak dapat dipesan", lambda: tickets.book("A", TODAY, EIGHT, person()))
        self.at(NOW.replace(hour=10, minute=59))
        tickets.book("A", TODAY, EIGHT, person())

    def test_a_closed_day_and_a_holiday_take_nobody(self) -> None:
        from opd.models import Holiday

        Change.objects.create(room="B", day=TODAY, closed=True)
        self.refused("tidak menerima nomor", lambda: tickets.issue("B", "uji"))
        Holiday.objects.create(day=TOMORROW, name="Libur contoh")
        self.refused("tidak dapat dipesan", lambda: tickets.book("A", TOMORROW, EIGHT, person()))

    def test_walk_ins_are_taken_from_an_hour_before_until_the_end(self) -> None:
        for hour, minute in ((6, 59), (15, 0), (16, 0)):
            self.at(NOW.replace(hour=hour, minute=minute))
            self.refused("tidak menerima nomor", lambda: tickets.issue("A", "uji"))
        self.at(NOW.replace(hour=7))
        self.assertEqual(tickets.issue("A", "uji")[0].session, EIGHT)
        self.at(NOW.replace(hour=12))
        self.assertEqual(tickets.issue("A", "uji")[0].session, ONE)

    def test_presence_is_noted_in_its_time(self) -> None:
        ticket, _ = tickets.book("A", TODAY, ONE, person())
        with self.assertRaisesMessage(Refused, "mulai 60 menit sebelum 13.00"):
            calling.check_in(ticket.pk, "pasien")
        self.at(NOW.replace(hour=12))
        self.assertEqual(calling.check_in(ticket.pk, "pasien").state, states.WAITING)

    def test_who_stays_away_three_times_books_no_more_for_two_weeks(self) -> None:
        for ago in (20, 9, 2):
            self.at(NOW - timedelta(days=ago))
            day = TODAY - timedelta(days=ago)
            ticket = Ticket.objects.create(
                day=day, room="A", session=EIGHT, number=f"A-{ago:03d}", place=1, source="online", state=states.ABSENT,
                nik=person().nik, person=person().index,
            )  # fmt: skip
            self.assertTrue(ticket.nik_index)
        self.at(NOW)
        self.refused("3 kali memesan tanpa datang", lambda: tickets.book("A", TOMORROW, EIGHT, person()))
        self.refused(
            "3 kali memesan tanpa datang", lambda: tickets.book("A", TOMORROW, EIGHT, person(nik=""))
        )
        tickets.issue("A", "loket", person())  # at the desk they are served
        people.may_book(person(), TODAY + timedelta(days=13), limits())
        tickets.book("A", TOMORROW, EIGHT, person(2))

    def test_referrals_go_where_the_room_says_and_no_quota_stops_them(self) -> None:
        ticket = self.waiting()[0]
        calling.move(ticket.pk, "call", "poli")
        calling.move(ticket.pk, "serve", "poli")
        for room in ("C", "A", "", "Z"):
            self.refused(
                "tidak menerima terusan",
                lambda room=room: calling.move(ticket.pk, "refer", "poli", room=room),
            )
        Change.objects.create(room="L", day=TODAY, quota=0)
        calling.move(ticket.pk, "refer", "poli", room="L")
        self.assertEqual(Ticket.objects.get(parent=ticket).room, "L")

    def test_estimates_are_the_median_of_today_times_those_ahead(self) -> None:
        room = config().queues["A"]
        for count, minutes in enumerate((3, 4, 30)):
            Ticket.objects.create(
                day=TODAY, room="A", session=EIGHT, number=f"A-{100 + count}", place=count, source="desk",
                state=states.DONE, called_at=NOW, served_at=NOW, closed_at=NOW + timedelta(minutes=minutes),
            )  # fmt: skip
        found = self.waiting(count=3)
        line = lines.of(room, Ticket.objects.filter(day=TODAY), 3)
        self.assertEqual([line.minutes(one.number) for one in found], [0, 4, 8])
        self.assertIsNone(line.minutes("A-100"))

    def test_offers_tell_what_is_left(self) -> None:
        tickets.book("A", TOMORROW, EIGHT, person())
        found = opening.offers(datetime(2026, 12, 2, 9, tzinfo=ZONE))
        self.assertEqual(
            [(one.left, one.online, one.bookable) for one in found["A"][TOMORROW]], [(39, 23, True)]
        )
        self.assertEqual(len(found["A"][TODAY]), 2)
        self.assertEqual(found["I"][TOMORROW], [])
        self.assertNotIn("U", found)

    def test_places_leave_room(self) -> None:
        self.assertEqual(self.waiting(count=2)[1].place, 2 * order.STEP)
