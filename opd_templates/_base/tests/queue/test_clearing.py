"""What is kept how long, and what remains: figures of nobody."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test import Client

from opd import retention
from opd.models import AuditEntry
from opd.queue import calling, clearing, people, reports, states
from opd.queue.models import Action, Change, Counter, Daily, Event, Outgoing, Ticket
from tests.queue.support import NOW, TODAY, QueueCase, person


class Clearing(QueueCase):
    def served(self) -> Ticket:
        ticket, token = self.booked(day=TODAY, card="0001234567890", payer="bpjs")
        self.token = token
        calling.check_in(ticket.pk, "loket")
        for minute, step in enumerate(("call", "serve", "finish")):
            self.at(NOW + timedelta(minutes=10 * minute))
            calling.move(ticket.pk, step, "poli")
        return ticket

    def days_later(self, days: int) -> None:
        self.at(NOW + timedelta(days=days))
        retention.run(NOW + timedelta(days=days))

    def test_identities_go_first_then_the_ticket_and_its_figures_stay(self) -> None:
        ticket = self.served()
        self.days_later(30)
        ticket.refresh_from_db()
        self.assertEqual(ticket.name, person().name)
        self.days_later(31)
        ticket.refresh_from_db()
        for field in (*people.FIELDS, *people.INDEXES, "token"):
            self.assertEqual(getattr(ticket, field), "", field)
        self.assertIsNotNone(ticket.cleared_at)
        self.assertEqual(Client().post("/tiket/", {"kode": self.token}).status_code, 422)
        before = reports.by_room(reports.rows(TODAY, TODAY))
        self.days_later(91)
        for model in (Ticket, Event, Action, Counter, Outgoing):
            self.assertEqual(model.objects.count(), 0, model)
        kept = Daily.objects.get()
        self.assertEqual((kept.total, kept.served, kept.wait_minutes, kept.serve_minutes), (1, 1, 0.0, 10.0))
        self.assertEqual(reports.by_room(reports.rows(TODAY, TODAY)), before)
        self.assertNotIn(person().name, str(AuditEntry.objects.values()))

    def test_who_never_came_is_cleared_too(self) -> None:
        ticket, _ = self.booked(day=TODAY)
        self.days_later(31)
        ticket.refresh_from_db()
        self.assertEqual((ticket.state, ticket.name), ("absent", ""))

    def test_who_booked_a_day_that_was_closed_afterwards_is_not_banned(self) -> None:
        for ahead in range(3):
            day = TODAY + timedelta(days=ahead)
            self.booked(day=day)
            Change.objects.create(room="A", day=day, closed=True)
        self.days_later(5)
        self.assertEqual(set(Ticket.objects.values_list("state", flat=True)), {"cancelled"})
        self.assertEqual(
            set(Event.objects.filter(what="cancel").values_list("who", flat=True)), {"poli tutup"}
        )
        self.booked(day=TODAY + timedelta(days=6))

    def test_one_that_cannot_be_ended_keeps_no_other_open(self) -> None:
        for number in range(1, 4):
            self.booked(number, day=TODAY, name=f"Orang {'ABC'[number - 1]}")
        served = self.waiting(count=2)
        for ticket in served:
            for step in ("call", "serve"):
                calling.move(ticket.pk, step, "poli")
        broken = [Ticket.objects.get(number="A-001"), served[0]]
        with connection.cursor() as cursor:  # sealed with a key that nobody has
            cursor.execute(
                "UPDATE queue_ticket SET name = 'AQID' WHERE id = ANY(%s)", [[one.pk for one in broken]]
            )
        self.at(NOW + timedelta(days=1))
        with self.assertLogs("opd.queue", "WARNING") as logged, self.assertRaises(ExceptionGroup) as failed:
            clearing.close(NOW + timedelta(days=1))
        self.assertEqual(len(failed.exception.exceptions), 2)
        self.assertEqual(len([one for one in logged.output if "is not ended" in one]), 2)
        left = Ticket.objects.filter(state__in=states.OPEN).values_list("pk", flat=True)
        self.assertEqual(set(left), {one.pk for one in broken})

    def test_what_is_to_come_stays(self) -> None:
        ticket, _ = self.booked()
        self.days_later(1)
        ticket.refresh_from_db()
        self.assertEqual((ticket.state, ticket.name), ("booked", person().name))

    def test_figures_that_are_kept_twice_are_added(self) -> None:
        self.served()
        reports.keep(TODAY)
        reports.keep(TODAY)
        self.assertEqual((Daily.objects.get().total, Daily.objects.get().served), (2, 2))

    def test_a_span_that_is_too_long_is_refused(self) -> None:
        for days in (-1, 366):
            with self.assertRaises(ValueError):
                reports.rows(TODAY, TODAY + timedelta(days=days))

    def test_the_history_is_frozen_again_afterwards(self) -> None:
        from django.db import DatabaseError, transaction

        self.served()
        clearing.whole(NOW - timedelta(days=90))
        with self.assertRaises(DatabaseError), transaction.atomic():
            Event.objects.all().delete()
