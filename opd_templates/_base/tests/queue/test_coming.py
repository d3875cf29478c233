"""Who booked another day and comes or calls before it: the desk finds them, cancels, and moves them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from opd import tokens
from opd.queue import calling, people, tickets
from opd.queue.models import Change, Ticket
from opd.queue.roles import DESK
from opd.refusal import Refused
from tests.queue.support import EIGHT, ONE, TODAY, TOMORROW, QueueCase, person

MONDAY = TODAY + timedelta(days=5)


class Found(QueueCase):
    def found(self, text: str) -> list[Any]:
        return [one for one, _ in self.staff(DESK).post("/loket/cari/", {"cari": text}).context["tickets"]]

    def test_a_booking_of_another_day_by_whatever_its_holder_knows(self) -> None:
        ticket, token = self.booked(card="0001234567890")
        name = person().name
        first, last = name.split()[0], name.split()[-1]
        for text in (
            ticket.number, ticket.number.lower(), token, token.lower().replace("-", " "), ticket.nik, "0812 3456 7890",
            "0001234567890", name, name.upper(), f"{last}  {first}", first,
        ):  # fmt: skip
            self.assertEqual(self.found(text), [ticket], text)

    def test_what_tells_nobody_apart_finds_nobody(self) -> None:
        ticket, token = self.booked()
        self.waiting()  # of nobody: it has no NIK, no name
        first = person().name.split()[0]
        for text in (
            first[:-1], first[:2], f"{first} Lain", ticket.nik[:10], token[:14], "A-00", "%", "-", ". .", "1", "Z-001",
        ):  # fmt: skip
            self.assertEqual(self.found(text), [], text)

    def test_the_days_are_told_apart_and_those_that_are_over_are_not_shown(self) -> None:
        other = self.waiting()[0]
        ticket, _ = self.booked()
        Ticket.objects.create(
            day=TODAY - timedelta(days=1), room="A", session=EIGHT, number=ticket.number, place=1, source="desk",
            state="done", name=ticket.name, nik=ticket.nik,
        )  # fmt: skip
        self.assertEqual(self.found(ticket.number), [other, ticket])
        self.assertEqual(self.found(ticket.nik), [ticket])
        page = self.staff(DESK).post("/loket/cari/", {"cari": ticket.number})
        self.assertContains(page, "Rabu, 2 Desember")
        self.assertContains(page, "Kamis, 3 Desember")

    def test_names_and_numbers_of_people_are_masked(self) -> None:
        ticket, _ = self.booked()
        page = self.staff(DESK).post("/loket/cari/", {"cari": ticket.name.split()[0]})
        self.assertContains(page, f"{ticket.name[:4]}•")
        for secret in (ticket.name, ticket.nik, ticket.phone):
            self.assertNotContains(page, secret)


class Moved(QueueCase):
    def move(self, ticket: Ticket, to: str) -> Any:
        return self.staff(DESK).post(f"/loket/tiket/{ticket.pk}/pindah/", {"sesi": to}, follow=True)

    def test_a_booking_of_another_day_is_cancelled_at_the_desk(self) -> None:
        ticket, _ = self.booked()
        client = self.staff(DESK)
        self.assertContains(client.get(f"/loket/tiket/{ticket.pk}/"), "Batalkan")
        client.post(f"/loket/tiket/{ticket.pk}/cancel/")
        ticket.refresh_from_db()
        self.assertEqual(ticket.state, "cancelled")

    def test_it_gets_another_number_and_keeps_its_code(self) -> None:
        ticket, token = self.booked()
        phone = Client()
        phone.post("/tiket/", {"kode": token})
        self.assertContains(self.staff(DESK).get(f"/loket/tiket/{ticket.pk}/"), 'value="2026-12-07 1300"')
        answer = self.move(ticket, "2026-12-07 1300")
        self.assertContains(
            answer, "A-001 dipindah ke Senin, 7 Desember 2026, sesi 13.00; nomor barunya A-001."
        )
        ticket.refresh_from_db()
        moved = Ticket.objects.get(parent=ticket)
        self.assertEqual((ticket.state, ticket.token), ("cancelled", ""))
        self.assertEqual(
            (moved.day, moved.session, moved.state, moved.source), (MONDAY, ONE, "booked", "online")
        )
        self.assertEqual(moved.token, tokens.digest(token))
        for field in (*people.FIELDS, "person", "nik_index", "priority", "payer", "notice"):
            self.assertEqual(getattr(moved, field), getattr(ticket, field), field)
        for visitor in (phone, Client()):
            visitor.post("/tiket/", {"kode": token})
            self.assertContains(visitor.get("/tiket/saya/"), "7 Desember 2026")
        self.assertRedirects(self.client.get("/pesan/tanda-terima/"), "/tiket/")  # it tells of the former day

    def test_who_comes_a_day_early_is_moved_to_today_and_waits(self) -> None:
        ticket, _ = self.booked()
        self.move(ticket, "2026-12-02 0800")
        moved = Ticket.objects.get(parent=ticket)
        self.assertEqual(calling.check_in(moved.pk, "loket").state, "waiting")

    def test_what_is_refused_leaves_the_booking_as_it_was(self) -> None:
        ticket, _ = self.booked()
        Change.objects.create(room="A", day=MONDAY, quota=0)
        tickets.book("A", TODAY, ONE, person())
        for to, why in (
            ("2026-12-07 0800", "Kuota sesi ini sudah habis."), ("2026-12-02 0800", "sudah memiliki tiket aktif"),
            ("2026-12-06 0800", "tidak dapat dipilih"), ("2026-12-11 0800", "tidak dapat dipilih"),
            ("2026-12-01 0800", "tidak dapat dipilih"), ("", "tidak dapat dipilih"), ("x 25", "tidak dapat dipilih"),
            ("\x00", "tidak dapat dipilih"), ("2026-12-07 9999", "tidak dapat dipilih"),
        ):  # fmt: skip
            self.assertContains(self.move(ticket, to), why)
            ticket.refresh_from_db()
            self.assertEqual((ticket.state, bool(ticket.token)), ("booked", True), to)
        self.assertEqual(Ticket.objects.count(), 2)

    def test_who_is_here_or_gone_is_not_moved(self) -> None:
        ticket, _ = self.booked(day=TODAY)
        calling.check_in(ticket.pk, "loket")
        self.assertNotContains(self.staff(DESK).get(f"/loket/tiket/{ticket.pk}/"), "Pindahkan")
        self.assertContains(self.move(ticket, "2026-12-07 0800"), "hanya pesanan")
        with self.assertRaises(Refused):
            calling.rebook(ticket.pk, MONDAY, EIGHT, "loket")

    def test_a_place_that_was_left_is_free_again(self) -> None:
        Change.objects.create(room="A", day=TOMORROW, quota=2)  # one from home
        ticket, _ = self.booked()
        self.move(ticket, "2026-12-07 0800")
        self.booked(2)
