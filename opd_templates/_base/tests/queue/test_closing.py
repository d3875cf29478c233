"""A room is closed for a part of a day: who booked it is told, is on the desk's list, and is blamed for nothing."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from opd.models import AuditEntry, Holiday
from opd.queue import calling, clearing, tickets
from opd.queue.models import Change, Event, Ticket
from opd.queue.roles import DESK, HEAD
from opd.refusal import Refused
from tests.queue.support import EIGHT, NOW, ONE, TODAY, TOMORROW, QueueCase, booking_path, person

MONDAY = TODAY + timedelta(days=5)  # open in the morning and in the afternoon


class Part(QueueCase):
    def close(
        self, *, room: str = "A", day: Any = MONDAY, since: str = "", until: str = "", **more: Any
    ) -> Any:
        told = {"room": room, "day": day.isoformat(), "closed": "on", "since": since, "until": until, **more}
        return self.staff(HEAD).post("/atur/jadwal/", told, follow=True)

    def test_one_session_is_closed_and_the_other_is_held(self) -> None:
        self.assertEqual(self.close(until="12:00").status_code, 200)
        self.assertEqual(self.client.get(booking_path(day=MONDAY)).status_code, 404)
        self.assertEqual(self.client.get(booking_path(day=MONDAY, start=ONE)).status_code, 200)
        page = self.staff(HEAD).get("/atur/jadwal/")
        self.assertContains(page, "Tutup sampai 12.00")
        self.assertEqual(AuditEntry.objects.get(action="ubah jadwal").detail["sampai"], "12.00")

    def test_from_an_hour_on_a_session_ends_early(self) -> None:
        self.close(since="10:00", note="Vaksinasi di balai desa")
        self.assertContains(self.client.get("/pesan/"), "08.00–10.00")
        self.assertEqual(self.client.get(booking_path(day=MONDAY, start=ONE)).status_code, 404)
        self.at(NOW + timedelta(days=5, hours=0, minutes=59))
        self.waiting()
        self.at(NOW + timedelta(days=5, hours=1))  # ten
        with self.assertRaisesMessage(Refused, "tidak menerima nomor"):
            tickets.issue("A", "uji")

    def test_what_is_no_part_of_a_day_is_refused(self) -> None:
        for told in (
            {"since": "12:00", "until": "10:00"}, {"since": "10:00", "until": "10:00"}, {"since": "25:00"},
            {"until": "\x00"}, {"since": "10:00", "closed": "", "quota": "5"},
            {"until": "09:00"}, {"since": "09:00", "until": "10:00"},  # ends within a session
            {"since": "16:00"}, {"until": "07:00"}, {"since": "12:00", "until": "13:00"},  # nothing is held then
        ):  # fmt: skip
            self.assertEqual(self.close(**told).status_code, 422, told)
        self.assertFalse(Change.objects.exists())

    def test_a_quota_is_one_that_a_session_may_have(self) -> None:
        """None at all is a closed room: who writes 0 is told so."""
        for quota in ("0", "1000", "-1", "2147483648", "x"):
            for told in ({}, {"since": "10:00"}, {"closed": ""}):
                answer = self.close(quota=quota, **told)
                self.assertEqual(answer.status_code, 422, (quota, told))
                self.assertEqual(list(answer.context["form"].errors), ["quota"])
        self.assertContains(self.close(quota="0"), "Centang tutup", status_code=422)
        for room, quota in (("A", "1"), ("B", "999")):
            self.assertEqual(self.close(room=room, quota=quota, since="10:00").status_code, 200)

    def test_what_was_kept_before_breaks_no_page_and_no_night(self) -> None:
        tickets.book("A", MONDAY, EIGHT, person(1))
        Change.objects.create(room="A", day=MONDAY, closed=True, since=time(10), quota=0)
        Change.objects.create(room="B", day=MONDAY, closed=True, since=time(8, 0, 30), quota=1000)
        self.at(NOW + timedelta(days=5))
        for client, path in (
            (self.client, "/pesan/"), (self.client, booking_path(day=MONDAY)),
            (self.staff(DESK), "/loket/"), (self.staff(DESK), "/loket/dihubungi/"), (self.staff(HEAD), "/atur/jadwal/"),
        ):  # fmt: skip
            self.assertIn(client.get(path).status_code, (200, 404), path)
        self.at(NOW + timedelta(days=6))
        self.assertEqual(clearing.close(NOW + timedelta(days=6)), 1)

    def test_how_many_hold_a_number_of_it_is_told_and_of_nothing_else(self) -> None:
        tickets.book("A", MONDAY, EIGHT, person(1))
        tickets.book("A", MONDAY, ONE, person(2))
        tickets.book("A", TOMORROW, EIGHT, person(1))
        cancelled, _ = tickets.book("A", MONDAY, ONE, person(3))
        calling.move(cancelled.pk, "cancel", "uji")
        self.assertContains(self.close(since="13:00"), "1 orang memegang nomor untuk jam yang ditutup itu")
        Change.objects.all().delete()
        self.assertContains(self.close(since="10:00"), "2 orang memegang nomor untuk jam yang ditutup itu")

    def test_the_desk_has_a_list_of_them_until_they_are_moved(self) -> None:
        client = self.staff(DESK)
        self.assertNotContains(client.get("/loket/"), "Perlu dihubungi")
        early, _ = tickets.book("A", MONDAY, EIGHT, person(1))
        late, _ = tickets.book("A", MONDAY, ONE, person(2))
        Holiday.objects.create(day=TOMORROW + timedelta(days=1), name="Libur contoh")
        free, _ = tickets.book("A", TOMORROW, EIGHT, person(1))
        self.close(since="12:00")
        self.assertContains(client.get("/loket/"), "Perlu dihubungi (1)")
        page = client.get("/loket/dihubungi/")
        self.assertEqual([one for one, _ in page.context["tickets"]], [late])
        for secret in (late.name, late.phone):
            self.assertNotContains(page, secret)
        Holiday.objects.create(day=TOMORROW, name="Libur contoh")  # whatever closed it
        page = client.get("/loket/dihubungi/")
        self.assertEqual([one for one, _ in page.context["tickets"]], [free, late])
        calling.rebook(late.pk, MONDAY, EIGHT, "loket")
        calling.move(free.pk, "cancel", "loket")
        self.assertNotContains(client.get("/loket/"), "Perlu dihubungi")
        self.assertEqual(Ticket.objects.get(pk=early.pk).state, "booked")

    def test_who_books_what_is_left_of_a_session_knows_of_it(self) -> None:
        """They are not to be called, and who does not come is absent as everywhere."""
        before, _ = tickets.book("A", MONDAY, EIGHT, person(1))
        late, _ = tickets.book("A", MONDAY, ONE, person(2))
        self.close(since="10:00")
        self.at(NOW + timedelta(minutes=1))
        tickets.book("A", MONDAY, EIGHT, person(3))
        calling.rebook(late.pk, MONDAY, EIGHT, "loket")
        page = self.staff(DESK).get("/loket/dihubungi/")
        self.assertEqual([one for one, _ in page.context["tickets"]], [before])
        self.assertContains(self.staff(DESK).get("/loket/"), "Perlu dihubungi (1)")
        Holiday.objects.create(day=MONDAY, name="Libur contoh")  # and now there is nothing left of it
        page = self.staff(DESK).get("/loket/dihubungi/")
        self.assertEqual(len(page.context["tickets"]), 3)
        Holiday.objects.all().delete()
        after = NOW + timedelta(days=6)
        self.at(after)
        clearing.close(after)
        states = Ticket.objects.order_by("number").values_list("number", "state")
        self.assertEqual(
            list(states),
            [("A-001", "cancelled"), ("A-002", "cancelled"), ("A-003", "absent"), ("A-004", "absent")],
        )

    def test_who_booked_is_told_on_their_ticket(self) -> None:
        _, token = self.booked(day=MONDAY)
        self.client.post("/tiket/", {"kode": token})
        self.close(since="10:00", note="Vaksinasi di balai desa")
        page = self.client.get("/tiket/saya/")
        self.assertContains(page, "Sesi ini berakhir lebih awal, pukul 10.00.")
        self.assertContains(page, "Vaksinasi di balai desa")
        self.assertNotContains(page, "tutup pada hari dan sesi ini")
        Change.objects.update(since=time(8))
        self.assertContains(self.client.get("/tiket/saya/"), "Poli Umum tutup pada hari dan sesi ini.")

    def test_who_does_not_come_to_a_session_that_was_cut_is_not_absent(self) -> None:
        for start in (EIGHT, ONE):
            tickets.book("A", MONDAY, start, person(1 + start.hour))
        self.close(since="14:00")
        after = NOW + timedelta(days=6)
        self.at(after)
        clearing.close(after)
        self.assertEqual(
            dict(Ticket.objects.values_list("session", "state")), {EIGHT: "absent", ONE: "cancelled"}
        )
        self.assertEqual(Event.objects.get(what="cancel").who, "poli tutup")
