"""Citizens book, hold a code, and find their ticket; what they write breaks nothing."""

from __future__ import annotations

from uuid import uuid4

from django.test import Client

from opd import tokens
from opd.models import AuditEntry, Hits
from opd.queue import calling
from opd.queue.models import Change, Event, Ticket
from tests.queue.support import TODAY, TOMORROW, QueueCase, booking_path, form

HOSTILE = (
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "{{ 7*7 }}{% debug %}",
    "\x00",
    "\u202e\u0000x",
    "../../etc/passwd",
    "9" * 5000,
    "=cmd|' /C calc'!A0",
    "😀" * 200,
)


class Citizen(QueueCase):
    def test_booking_and_what_is_kept(self) -> None:
        ticket, token = self.booked(card="0001234567890", payer="bpjs")
        self.assertEqual((ticket.number, ticket.state, ticket.notice), ("A-001", "booked", "2026-01"))
        raw = Ticket.objects.filter(pk=ticket.pk).extra(
            select={"kept": "name || nik || phone || card || born"}
        )
        kept = raw.values_list("kept", flat=True)[0]
        for secret in (ticket.name, ticket.nik, ticket.phone, ticket.card, ticket.born):
            self.assertTrue(secret)
            self.assertNotIn(secret, kept)
        self.assertNotIn(token, str(Event.objects.values()) + str(AuditEntry.objects.values()))

    def test_a_form_that_is_sent_twice_makes_one_ticket(self) -> None:
        page = self.client.get(booking_path())
        told = form(_kunci=page.context["key"])
        first, second = (self.client.post(booking_path(), told) for _ in range(2))
        self.assertEqual(
            (first["Location"], second["Location"]), ("/pesan/tanda-terima/", "/pesan/tanda-terima/")
        )
        self.assertEqual(Ticket.objects.count(), 1)

    def test_what_is_wrong_is_said_and_keeps_nothing(self) -> None:
        wrong = {
            "name": ("", "7", "123", "x" * 81),
            "born": ("", "kemarin", "2030-01-01", "1890-01-01", "1980-02-30"),
            "phone": ("", "123", "0712-3456-7890", "08x"),
            "nik": ("1", "9999990109900000", "99999901099043210"),
            "payer": ("", "asuransi"),
            "card": ("123", "00012345678901", "huruf"),
            "agree": ("",),
        }
        for field, values in wrong.items():
            for value in values:
                answer = self.client.post(booking_path(), form(**{field: value}))
                self.assertEqual(answer.status_code, 422, (field, value))
                self.assertIn(field, answer.context["form"].errors, (field, value))
                self._another_hour()
        self.assertEqual(self.client.post(booking_path(), form(payer="bpjs")).status_code, 422)
        self.assertEqual(Ticket.objects.count(), 0)

    def _another_hour(self) -> None:
        Hits.objects.all().delete()

    def test_hostile_words_in_every_field_break_nothing_and_are_shown_as_words(self) -> None:
        for field in form(card="", record_number=""):
            for value in HOSTILE:
                answer = self.client.post(booking_path(), form(**{field: value}))
                self._another_hour()
                self.assertIn(answer.status_code, (302, 422), (field, value[:20]))
                if answer.status_code == 302:
                    Ticket.objects.update(state="cancelled")
                self.assertNotIn("<script>alert", answer.content.decode())
        for path in ("/tiket/", "/perangkat/"):
            for value in HOSTILE:
                self.assertEqual(self.client.post(path, {"kode": value}).status_code, 422, value[:20])
                self._another_hour()

    def test_addresses_that_nobody_was_given(self) -> None:
        for path in (
            "/pesan/A/2026-02-30/0800/", "/pesan/A/2026-12-03/2560/", "/pesan/U/2026-12-03/0800/",
            "/pesan/A/2026-12-03/0900/", "/pesan/a/2026-12-03/0800/", "/pesan/A/9999-99-99/0800/",
            f"/loket/tiket/{uuid4()}/x/y/",
        ):  # fmt: skip
            self.assertEqual(self.client.get(path).status_code, 404, path)

    def test_a_code_opens_its_ticket_and_stands_in_no_address(self) -> None:
        ticket, token = self.booked(day=TODAY)
        phone = Client()
        self.assertRedirects(phone.post("/tiket/", {"kode": token.lower().replace("-", " ")}), "/tiket/saya/")
        page = phone.get("/tiket/saya/")
        self.assertContains(page, ticket.number)
        for secret in (ticket.name, ticket.nik, token):
            self.assertNotContains(page, secret)
        self.assertContains(phone.post("/tiket/hadir/", follow=True), "Orang di depan Anda")
        ticket.refresh_from_db()
        self.assertEqual(ticket.state, "waiting")
        phone.post("/tiket/batal/")
        ticket.refresh_from_db()
        self.assertEqual(ticket.state, "cancelled")
        phone.post("/tiket/tutup/")
        self.assertRedirects(phone.get("/tiket/saya/"), "/tiket/")

    def test_a_whole_waiting_room_of_one_address_opens_its_tickets(self) -> None:
        """And books: who types wrongly beside them costs them nothing, as far as it goes."""
        _, token = self.booked()
        for _ in range(29):
            self.assertEqual(self.client.post("/tiket/", {"kode": tokens.new()}).status_code, 422)
        for _ in range(40):
            self.assertRedirects(Client().post("/tiket/", {"kode": token}), "/tiket/saya/")
        self.assertEqual(self.client.post("/tiket/", {"kode": tokens.new()}).status_code, 422)
        for _ in range(19):
            self.client.post(booking_path(), {})
        for number in range(2, 12):
            self.booked(number)

    def test_guessed_codes_and_many_bookings_are_slowed(self) -> None:
        for _ in range(30):
            self.assertEqual(self.client.post("/tiket/", {"kode": tokens.new()}).status_code, 422)
        self.assertEqual(self.client.post("/tiket/", {"kode": tokens.new()}).status_code, 429)
        for _ in range(30):
            self.client.post(booking_path(), {})
        self.assertEqual(self.client.post(booking_path(), form()).status_code, 429)
        self.assertEqual(Ticket.objects.count(), 0)

    def test_without_a_code_there_is_nothing_to_do(self) -> None:
        for path in ("/tiket/hadir/", "/tiket/batal/"):
            self.assertEqual(self.client.post(path)["Location"], "/tiket/")
            self.assertEqual(self.client.get(path).status_code, 405)
        self.assertRedirects(self.client.get("/pesan/tanda-terima/"), "/tiket/")

    def test_the_code_follows_who_is_sent_on(self) -> None:
        ticket, token = self.booked(day=TODAY)
        self.client.post("/tiket/", {"kode": token})
        calling.check_in(ticket.pk, "loket")
        for step in ("call", "serve"):
            calling.move(ticket.pk, step, "poli")
        calling.move(ticket.pk, "refer", "poli", room="L")
        self.assertContains(self.client.get("/tiket/saya/"), "L-001")
        other = Client()
        self.assertRedirects(other.post("/tiket/", {"kode": token}), "/tiket/saya/")
        self.assertContains(other.get("/tiket/saya/"), "L-001")

    def test_who_holds_a_number_of_a_closed_day_is_told_and_why(self) -> None:
        _, token = self.booked()
        Change.objects.create(room="A", day=TOMORROW, closed=True, note="Vaksinasi di balai desa")
        self.assertContains(self.client.get("/pesan/"), "Vaksinasi di balai desa")
        self.client.post("/tiket/", {"kode": token})
        page = self.client.get("/tiket/saya/")
        for told in ("Poli Umum tutup pada hari dan sesi ini.", "Vaksinasi di balai desa"):
            self.assertContains(page, told)
        self.assertNotContains(page, "Saya sudah hadir")
        self.assertNotContains(page, "Nyatakan hadir")

    def test_it_loads_itself_anew_only_for_who_asks_for_it(self) -> None:
        _, token = self.booked(day=TODAY)
        self.client.post("/tiket/", {"kode": token})
        self.assertNotIn("Refresh", self.client.get("/tiket/saya/").headers)
        self.assertEqual(self.client.get("/tiket/saya/?ulang=30")["Refresh"], "30;url=/tiket/saya/?ulang=30")
