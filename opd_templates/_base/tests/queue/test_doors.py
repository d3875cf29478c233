"""Nobody opens another's doors: each page with each role, hostile input in each field, codes that are guessed."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.test import Client

from opd import reveal, tokens
from opd.models import AuditEntry, Hits
from opd.queue import calling, devices
from opd.queue.models import Change, Device, Event, Ticket
from opd.queue.roles import DESK, HEAD, OFFICE, ROOM
from tests.queue.support import NOW, TODAY, QueueCase, booking_path, form, person

KEY = str(uuid4())
STAFF = {
    "/loket/": {DESK},
    "/loket/data/": {DESK},
    "/loket/baru/": {DESK},
    f"/loket/tiket/{KEY}/": {DESK},
    f"/loket/tiket/{KEY}/identitas/": {DESK},
    "/poli/": {ROOM},
    "/poli/A/": {ROOM},
    "/atur/jadwal/": {HEAD},
    "/atur/penempatan/": {HEAD},
    "/atur/penempatan/1/": {HEAD},
    "/atur/perangkat/": {HEAD},
    "/laporan/": {HEAD, OFFICE},
    "/laporan/unduh.csv": {HEAD, OFFICE},
}
POSTS = {
    "/loket/tindakan/": {DESK},
    "/loket/cari/": {DESK},
    f"/loket/tiket/{KEY}/call/": {DESK},
    f"/loket/tiket/{KEY}/cetak/": {DESK},
    "/poli/A/panggil/": {ROOM},
    f"/poli/A/{KEY}/serve/": {ROOM},
    "/atur/jadwal/1/hapus/": {HEAD},
    f"/atur/perangkat/{KEY}/cabut/": {HEAD},
}
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


class Doors(QueueCase):
    def test_each_role_opens_its_own_doors_alone(self) -> None:
        for role in (DESK, ROOM, HEAD, OFFICE, "pengelola", "auditor"):
            client = self.staff(role, rooms="A" if role == ROOM else "")
            for path, allowed in STAFF.items():
                self.assertEqual(client.get(path).status_code == 403, role not in allowed, (role, path))
            for path, allowed in POSTS.items():
                self.assertEqual(client.post(path, {}).status_code == 403, role not in allowed, (role, path))

    def test_strangers_are_asked_to_log_in(self) -> None:
        for path in STAFF:
            self.assertIn("/masuk/", Client().get(path)["Location"], path)
        for path in POSTS:
            self.assertIn("/masuk/", Client().post(path, {})["Location"], path)

    def test_a_superuser_without_a_role_is_let_in_by_no_kiosk(self) -> None:
        self.assertEqual(self.staff(DESK).get("/kios/").status_code, 403)

    def test_what_changes_something_is_not_asked_by_get(self) -> None:
        client = self.staff(DESK, ROOM, HEAD)
        for path in POSTS:
            self.assertEqual(client.get(path).status_code, 405, path)

    def test_a_screen_reads_and_a_kiosk_gives_numbers_and_neither_does_the_other(self) -> None:
        screen, code = devices.register("screen", "Layar", "A")
        _, kiosk_code = devices.register("kiosk", "Kios")
        told, kiosk = Client(), Client()
        self.assertEqual(told.post("/perangkat/", {"kode": tokens.new()}).status_code, 422)
        self.assertRedirects(told.post("/perangkat/", {"kode": code.lower()}), "/layar/")
        self.assertEqual(told.get("/kios/").status_code, 403)
        self.assertEqual(told.post("/kios/ambil/", {"poli": "A"}).status_code, 403)
        self.assertRedirects(kiosk.post("/perangkat/", {"kode": kiosk_code}), "/kios/")
        self.assertEqual(kiosk.get("/layar/").status_code, 403)
        cookie = told.cookies["perangkat"]
        self.assertTrue(cookie["httponly"] and cookie["secure"])
        self.staff(HEAD).post(f"/atur/perangkat/{screen.pk}/cabut/")
        self.assertEqual(told.get("/layar/").status_code, 403)
        self.assertFalse(Device.objects.filter(kind="screen").exists())
        for forged in ("", "x", str(uuid4()), f"{screen.pk}:x:y"):
            other = Client()
            other.cookies["perangkat"] = forged
            self.assertEqual(other.get("/layar/").status_code, 403)


class Kiosk(QueueCase):
    def setUp(self) -> None:
        super().setUp()
        self.device, code = devices.register("kiosk", "Kios pintu")
        self.kiosk = Client()
        self.kiosk.post("/perangkat/", {"kode": code})

    def test_it_gives_a_number_once_and_shows_it_once(self) -> None:
        answer = self.kiosk.post(
            "/kios/ambil/", {"poli": "A", "penjamin": "bpjs", "prioritas": "ya"}, follow=True
        )
        ticket = Ticket.objects.get()
        self.assertEqual(
            (ticket.source, ticket.payer, ticket.priority, ticket.name), ("kiosk", "bpjs", True, "")
        )
        token = answer.context["token"]
        self.assertEqual(ticket.token, tokens.digest(token))
        self.assertContains(answer, "data:image/svg+xml;base64,")
        self.assertContains(answer, "kertas-80")
        self.assertRedirects(self.kiosk.get("/kios/tiket/"), "/kios/")

    def test_it_refuses_what_it_does_not_offer(self) -> None:
        Device.objects.update(rooms="B")
        for told in ({"poli": "A"}, {"poli": "F"}, {"poli": "B", "penjamin": "x"}):
            self.kiosk.post("/kios/ambil/", told)
        for code in ("Z", "", "AB", "a", "\x00"):
            self.assertEqual(self.kiosk.post("/kios/ambil/", {"poli": code}).status_code, 404, code)
        self.assertEqual(Ticket.objects.count(), 0)

    def test_who_booked_says_that_they_are_here(self) -> None:
        ticket, token = self.booked(day=TODAY)
        self.assertContains(
            self.kiosk.post("/kios/hadir/", {"kode": tokens.new()}, follow=True), "tidak dikenal"
        )
        self.assertContains(self.kiosk.post("/kios/hadir/", {"kode": token}, follow=True), ticket.number)
        ticket.refresh_from_db()
        self.assertEqual(ticket.state, "waiting")


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
            f"/loket/tiket/{KEY}/x/y/",
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

    def test_guessed_codes_and_many_bookings_are_slowed(self) -> None:
        for _ in range(30):
            self.assertEqual(self.client.post("/tiket/", {"kode": tokens.new()}).status_code, 422)
        self.assertEqual(self.client.post("/tiket/", {"kode": tokens.new()}).status_code, 429)
        for _ in range(10):
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

    def test_it_loads_itself_anew_only_for_who_asks_for_it(self) -> None:
        _, token = self.booked(day=TODAY)
        self.client.post("/tiket/", {"kode": token})
        self.assertNotIn("Refresh", self.client.get("/tiket/saya/").headers)
        self.assertEqual(self.client.get("/tiket/saya/?ulang=30")["Refresh"], "30;url=/tiket/saya/?ulang=30")


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
        for role in (ROOM, OFFICE):
            self.assertEqual(self.staff(role).get(address).status_code, 403)

    def test_search_finds_by_number_and_by_whole_nik_or_phone(self) -> None:
        ticket, _ = self.booked(day=TODAY)
        client = self.staff(DESK)
        for text in (ticket.number, ticket.number.lower(), ticket.nik, "081234567890"):
            self.assertContains(client.post("/loket/cari/", {"cari": text}), f"/loket/tiket/{ticket.pk}/")
        for text in (ticket.nik[:10], ticket.name, "A-00", "%"):
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
        client = self.staff(DESK)
        client.post(
            f"/loket/tiket/{ticket.pk}/identitas/",
            {"name": "Siti Rekaan", "born": "1990-01-02", "payer": "umum"},
        )
        ticket.refresh_from_db()
        self.assertEqual((ticket.name, ticket.born), ("Siti Rekaan", "1990-01-02"))
        self.assertTrue(ticket.person)
        self.assertEqual(ticket.events.last().detail, {"isian": ["born", "name"]})


class Head(QueueCase):
    def test_a_day_is_closed_and_opened_again(self) -> None:
        self.booked()
        client = self.staff(HEAD)
        day = (NOW + timedelta(days=1)).date().isoformat()
        answer = client.post("/atur/jadwal/", {"room": "A", "day": day, "closed": "on"}, follow=True)
        self.assertContains(answer, "1 orang memegang nomor untuk hari itu")
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
        client = self.staff(OFFICE)
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
