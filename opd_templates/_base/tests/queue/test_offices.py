"""What the desk and the head do with tickets, identities, days and devices."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

from opd import reveal, tokens
from opd.models import AuditEntry
from opd.queue import calling, forms, people
from opd.queue.models import Change, Device, Ticket
from opd.queue.roles import DESK, HEAD, OFFICE, ROOM
from tests.queue.support import NOW, TODAY, QueueCase, booking_path, form, person


class Desk(QueueCase):
    def test_identity_is_masked_and_opened_with_a_reason(self) -> None:
        ticket, _ = self.booked(day=TODAY)
        client = self.staff(DESK)
        page = client.get(f"/loket/tiket/{ticket.pk}/")
        for secret in (ticket.name, ticket.nik, ticket.phone):
            self.assertNotContains(page, secret)
        address = reveal.url(ticket, "nik")
        self.assertContains(page, f'href="{address}"')
        self.assertEqual(client.post(address, {"alasan": "x"}).status_code, 422)
        self.assertContains(client.post(address, {"alasan": "Mencocokkan kartu pasien di loket"}), ticket.nik)
        self.assertTrue(AuditEntry.objects.filter(action="buka data pribadi").exists())
        for role in (ROOM, HEAD, OFFICE):
            self.assertEqual(self.staff(role).get(address).status_code, 403)

    def test_search_finds_by_number_and_by_whole_nik_or_phone(self) -> None:
        ticket, _ = self.booked(day=TODAY)
        client = self.staff(DESK)
        for text in (ticket.number, ticket.number.lower(), ticket.nik, "081234567890"):
            self.assertContains(client.post("/loket/cari/", {"cari": text}), f"/loket/tiket/{ticket.pk}/")
        for text in (ticket.nik[:10], "A-00", "%"):
            self.assertNotContains(client.post("/loket/cari/", {"cari": text}), f"/loket/tiket/{ticket.pk}/")

    def test_a_ticket_with_identity_is_printed_with_its_code(self) -> None:
        client = self.staff(DESK)
        answer = client.post("/loket/baru/", {**form(), "room": "B", "priority": "on"})
        ticket = Ticket.objects.get()
        self.assertEqual((ticket.number, ticket.priority, ticket.name), ("B-001", True, person().name))
        self.assertEqual(ticket.token, tokens.digest(answer.context["token"]))
        again = client.post(f"/loket/tiket/{ticket.pk}/cetak/")
        ticket.refresh_from_db()
        self.assertEqual(ticket.token, tokens.digest(again.context["token"]))
        self.assertContains(client.post("/loket/baru/", {"room": "B", "payer": "umum"}), "B-002")
        self.assertEqual(client.post("/loket/baru/", {"room": "Z", "payer": "umum"}).status_code, 422)

    def test_identity_is_added_at_the_desk(self) -> None:
        ticket = self.waiting()[0]
        self.assertEqual(ticket.notice, "")  # nobody was told anything
        client = self.staff(DESK)
        client.post(
            f"/loket/tiket/{ticket.pk}/identitas/",
            {"name": "Siti Rekaan", "born": "1990-01-02", "payer": "umum"},
        )
        ticket.refresh_from_db()
        self.assertEqual((ticket.name, ticket.born), ("Siti Rekaan", "1990-01-02"))
        self.assertTrue(ticket.person)
        self.assertEqual(ticket.notice, "2026-01")
        self.assertEqual(ticket.events.last().detail, {"isian": ["born", "name"]})

    def test_nobody_gets_a_second_ticket_by_being_named_at_the_desk(self) -> None:
        first, _ = self.booked(day=TODAY)
        second, client = self.waiting()[0], self.staff(DESK)
        answer = client.post(f"/loket/tiket/{second.pk}/identitas/", form())
        self.assertContains(answer, "sudah memiliki tiket aktif", status_code=422)
        second.refresh_from_db()
        self.assertEqual((second.name, second.nik_index), ("", ""))
        told = form(phone="0813-1111-2222")
        self.assertEqual(client.post(f"/loket/tiket/{first.pk}/identitas/", told).status_code, 302)
        calling.move(first.pk, "cancel", "uji")
        self.assertEqual(client.post(f"/loket/tiket/{second.pk}/identitas/", form()).status_code, 302)
        self.assertContains(
            client.post("/loket/cari/", {"cari": form()["nik"]}), f"/loket/tiket/{second.pk}/"
        )

    def test_a_call_while_somebody_is_named_stands(self) -> None:
        ticket, client, told = self.waiting()[0], self.staff(DESK), forms.DeskForm.person

        def called_meanwhile(asked: forms.DeskForm) -> people.Person:
            calling.call_next("A", "poli")
            return told(asked)

        with mock.patch.object(forms.DeskForm, "person", called_meanwhile):
            client.post(f"/loket/tiket/{ticket.pk}/identitas/", form())
        ticket.refresh_from_db()
        self.assertEqual((ticket.state, ticket.calls, ticket.name), ("called", 1, person().name))


class Head(QueueCase):
    def test_a_day_is_closed_and_opened_again(self) -> None:
        self.booked()
        client = self.staff(HEAD)
        day = (NOW + timedelta(days=1)).date().isoformat()
        answer = client.post("/atur/jadwal/", {"room": "A", "day": day, "closed": "on"}, follow=True)
        self.assertContains(answer, "1 orang memegang nomor untuk jam yang ditutup itu")
        self.assertEqual(self.client.get(booking_path()).status_code, 404)
        client.post(f"/atur/jadwal/{Change.objects.get().pk}/hapus/")
        self.assertEqual(self.client.get(booking_path()).status_code, 200)
        for told in (
            {"day": "2026-12-01", "closed": "on"},
            {"day": day},
            {"day": day, "quota": "-1"},
            {"day": "x", "closed": "on"},
        ):
            self.assertEqual(client.post("/atur/jadwal/", {"room": "A", **told}).status_code, 422, told)
        self.assertEqual(
            client.post("/atur/jadwal/", {"room": "U", "day": day, "closed": "on"}).status_code, 422
        )

    def test_devices_are_made_with_a_code_that_is_shown_once(self) -> None:
        client = self.staff(HEAD)
        answer = client.post(
            "/atur/perangkat/", {"kind": "screen", "name": "Layar", "rooms": "ba", "width": "80"}
        )
        device = Device.objects.get()
        self.assertEqual((device.rooms, device.digest), ("AB", tokens.digest(answer.context["code"])))
        self.assertNotContains(client.get("/atur/perangkat/"), answer.context["code"])
        for told in ({"kind": "desk"}, {"kind": "x"}, {"rooms": "AZ"}, {"name": ""}, {"width": "60"}):
            self.assertEqual(
                client.post(
                    "/atur/perangkat/", {"kind": "kiosk", "name": "K", "width": "58", **told}
                ).status_code,
                422,
                told,
            )

    def test_figures_name_nobody(self) -> None:
        ticket, _ = self.booked(day=TODAY)
        calling.check_in(ticket.pk, "loket")
        for minute, step in enumerate(("call", "serve", "finish")):
            self.at(NOW + timedelta(minutes=10 * minute))
            calling.move(ticket.pk, step, "poli")
        client = self.staff(HEAD)
        page, file = client.get("/laporan/"), client.get("/laporan/unduh.csv")
        self.assertContains(page, "Poli Umum")
        self.assertIn("2026-12-02,A,Poli Umum,Daring,Umum,tidak,1,1,0,0,0.0,10.0", file.content.decode())
        for secret in (ticket.name, ticket.nik, ticket.number, str(ticket.pk)):
            self.assertNotContains(page, secret)
            self.assertNotIn(secret, file.content.decode())
        for span in (
            "sejak=x&sampai=2026-01-01",
            "sejak=2026-02-01&sampai=2026-01-01",
            "sejak=2020-01-01&sampai=2026-01-01",
        ):
            self.assertEqual(client.get(f"/laporan/?{span}").status_code, 422, span)
            self.assertEqual(client.get(f"/laporan/unduh.csv?{span}").status_code, 422, span)
