"""Nobody opens another's doors: each page with each role, each device with its own alone."""

from __future__ import annotations

from uuid import uuid4

from django.test import Client

from opd import tokens
from opd.queue import devices
from opd.queue.models import Device, Ticket
from opd.queue.roles import DESK, HEAD, OFFICE, ROOM
from tests.queue.support import TODAY, QueueCase

KEY = str(uuid4())

STAFF = {
    "/loket/": {DESK},
    "/loket/data/": {DESK},
    "/loket/baru/": {DESK},
    "/loket/dihubungi/": {DESK},
    f"/loket/tiket/{KEY}/": {DESK},
    f"/loket/tiket/{KEY}/identitas/": {DESK},
    "/poli/": {ROOM},
    "/poli/A/": {ROOM},
    "/atur/jadwal/": {HEAD},
    "/atur/penempatan/": {HEAD},
    "/atur/penempatan/1/": {HEAD},
    "/atur/perangkat/": {HEAD},
    "/laporan/": {HEAD},
    "/laporan/unduh.csv": {HEAD},
    "/laporan/bulanan/": {HEAD, OFFICE},
    "/laporan/bulanan.csv": {HEAD, OFFICE},
}

POSTS = {
    "/loket/tindakan/": {DESK},
    "/loket/cari/": {DESK},
    f"/loket/tiket/{KEY}/call/": {DESK},
    f"/loket/tiket/{KEY}/cetak/": {DESK},
    f"/loket/tiket/{KEY}/pindah/": {DESK},
    "/poli/A/panggil/": {ROOM},
    f"/poli/A/{KEY}/serve/": {ROOM},
    "/atur/jadwal/1/hapus/": {HEAD},
    f"/atur/perangkat/{KEY}/cabut/": {HEAD},
}


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
