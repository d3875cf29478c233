"""BPJS: off unless it is switched on, told afterwards, again when it did not answer, and never of anybody's health."""

from __future__ import annotations

import base64
import hmac
import json
import os
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from unittest import mock

from opd import environment
from opd.queue import bpjs, calling, tickets
from opd.queue.bpjs import client, sending
from opd.queue.bpjs.client import Failed, Fake, Https, understood
from opd.queue.models import Outgoing, Ticket
from tests.queue.support import EIGHT, NOW, ONE, TODAY, TOMORROW, QueueCase, TogetherCase, person

CARD = "0001234567890"
MONDAY = TODAY + timedelta(days=5)  # open in the morning and in the afternoon


def switched(mode: str) -> Any:
    return mock.patch.dict(os.environ, {"BPJS_ANTREAN": mode})


class Adapter(QueueCase):
    def member(self, **more: Any) -> Any:
        return tickets.book("A", TOMORROW, EIGHT, person(card=CARD), payer="bpjs", **more)[0]

    def test_it_is_off_unless_switched_on(self) -> None:
        self.member()
        self.assertEqual(Outgoing.objects.count(), 0)
        with switched("mungkin"):
            tickets.book("B", TOMORROW, EIGHT, person(card=CARD), payer="bpjs")
        self.assertEqual(Outgoing.objects.count(), 0)

    def test_only_members_with_a_card_in_rooms_with_a_code_are_told(self) -> None:
        with switched("fake"):
            tickets.book("A", TOMORROW, EIGHT, person(5, name="Orang Umum"))
            tickets.book("A", TOMORROW, EIGHT, person(2, name="Lain Orang"), payer="bpjs")
            tickets.book("C", TOMORROW, EIGHT, person(3, card=CARD), payer="bpjs")
            self.assertEqual(Outgoing.objects.count(), 0)
            self.member()
            self.assertEqual(Outgoing.objects.count(), 1)

    def test_what_is_told(self) -> None:
        with switched("fake"):
            ticket = tickets.issue("A", "loket", person(card=CARD), payer="bpjs")[0]
            calling.call_next("A", "poli")
            fake = Fake()
            self.assertEqual(sending.run(fake), 2)
        (add, told), (call, called) = fake.taken
        self.assertEqual((add, call, called["status"]), ("add", "call", 1))
        self.assertEqual(
            (told["nomorkartu"], told["nomorantrean"], told["angkaantrean"]), (CARD, ticket.number, 1)
        )
        self.assertEqual((told["kodepoli"], told["jampraktek"]), ("001", "08:00-12:00"))
        self.assertEqual(sending.run(fake), 0)

    def test_what_is_not_taken_comes_again_later(self) -> None:
        with switched("fake"):
            self.member()
            fake = Fake()
            fake.failing = [Failed("BPJS tidak terjangkau"), Failed("BPJS tidak terjangkau")]
            self.assertEqual(sending.run(fake), 0)
            waiting = Outgoing.objects.get()
            self.assertEqual(
                (waiting.tries, waiting.fault, waiting.sent_at), (1, "BPJS tidak terjangkau", None)
            )
            self.assertGreater(waiting.next_at, NOW)
            self.at(waiting.next_at)
            sending.run(fake)
            self.assertGreater((Outgoing.objects.get().next_at - waiting.next_at).total_seconds(), 50)
            self.at(Outgoing.objects.get().next_at)
            self.assertEqual(sending.run(fake), 1)
        self.assertEqual((Outgoing.objects.get().fault, len(fake.taken)), ("", 1))

    def test_what_bpjs_refuses_is_not_sent_again(self) -> None:
        with switched("fake"):
            self.member()
            fake = Fake()
            fake.failing = [Failed("BPJS menolak (201)", final=True)]
            sending.run(fake)
            self.at(NOW.replace(hour=20))
            self.assertEqual((sending.run(fake), fake.taken), (0, []))

    def test_one_that_cannot_be_told_keeps_nobody_up(self) -> None:
        with switched("fake"):
            gone = self.member()
            tickets.issue("A", "loket", person(2, card=CARD), payer="bpjs")
            Ticket.objects.filter(pk=gone.pk).update(room="Q")  # its letter left the file
            fake = Fake()
            self.assertEqual((sending.run(fake), [what for what, _ in fake.taken]), (1, ["add"]))
        fault = Outgoing.objects.get(sent_at=None)
        self.assertEqual((fault.ticket, fault.tries), (gone, sending.TRIES))
        self.assertEqual(fault.fault, "tidak dapat dikirim (KeyError)")

    def test_what_happened_to_a_ticket_is_told_in_its_order(self) -> None:
        with switched("fake"):
            tickets.issue("A", "loket", person(card=CARD), payer="bpjs")
            calling.call_next("A", "poli")
            fake = Fake()
            fake.failing = [Failed("BPJS tidak terjangkau")]
            self.assertEqual((sending.run(fake), fake.taken), (0, []))
            self.at(NOW.replace(hour=10))
            self.assertEqual(sending.run(fake), 2)
        self.assertEqual([what for what, _ in fake.taken], ["add", "call"])

    def test_a_registration_waits_for_the_end_of_the_one_before(self) -> None:
        """BPJS is told no number when one ends: what comes too late would end the next one of that room and day."""
        again = (
            lambda first: calling.rebook(first.pk, MONDAY, ONE, "loket"),
            lambda first: (
                calling.move(first.pk, "cancel", "pasien"),
                tickets.book("A", MONDAY, ONE, person(card=CARD), payer="bpjs"),
            ),
        )
        for count, anew in enumerate(again):
            with switched("fake"):
                first = tickets.book("A", MONDAY, EIGHT, person(card=CARD), payer="bpjs")[0]
                fake = Fake()
                sending.run(fake)
                anew(first)
                fake.failing = [Failed("BPJS tidak terjangkau")]
                other = tickets.book("B", MONDAY, EIGHT, person(card=CARD), payer="bpjs")[0]
                self.assertEqual(sending.run(fake), 1)  # another room's goes on
                self.at(NOW + timedelta(hours=1 + count))
                self.assertEqual(sending.run(fake), 2)
                self.assertEqual([what for what, _ in fake.taken], ["add", "add", "cancel", "add"])
            self.assertEqual(fake.taken[1][1]["nomorantrean"], other.number)
            for left in Ticket.objects.filter(state="booked"):
                calling.move(left.pk, "cancel", "uji")

    def test_who_is_named_at_the_desk_is_told_once(self) -> None:
        with switched("fake"):
            ticket, client = self.waiting()[0], self.staff("petugas loket")
            for _ in range(2):
                client.post(f"/loket/tiket/{ticket.pk}/identitas/", {"card": CARD, "payer": "bpjs"})
            self.assertEqual(list(Outgoing.objects.values_list("what", flat=True)), ["add"])


class InTheBackground(TogetherCase):
    def test_what_waited_when_the_app_ended_goes_on_with_the_first_visitor(self) -> None:
        fake = Fake()
        with switched("fake"), mock.patch.object(sending, "fake", fake):
            with mock.patch.object(bpjs, "_send"):
                tickets.issue("A", "loket", person(card=CARD), payer="bpjs")
            bpjs.begin()
            self.client.get("/papan/data.json")
            deadline = time.monotonic() + 10
            while Outgoing.objects.filter(sent_at=None).exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            if sending._running:
                sending._running.join(5)
        self.assertEqual([what for what, _ in fake.taken], ["add"])

    def test_a_ticket_that_is_kept_is_told_without_waiting_for_anybody(self) -> None:
        fake = Fake()
        with (
            switched("fake"),
            mock.patch.object(sending, "fake", fake),
            mock.patch.object(sending, "PAUSE", 0.1),
        ):
            ticket = tickets.issue("A", "loket", person(card=CARD), payer="bpjs")[0]
            deadline = time.monotonic() + 10
            while Outgoing.objects.filter(sent_at=None).exists() and time.monotonic() < deadline:
                time.sleep(0.05)
        self.assertEqual([told["nomorantrean"] for _, told in fake.taken], [ticket.number])
        if sending._running:
            sending._running.join(5)


class OverHttp(QueueCase):
    """The real client, against a server that checks the signature as BPJS does."""

    def test_it_signs_what_it_sends(self) -> None:
        taken: list[Any] = []
        server = HTTPServer(("127.0.0.1", 0), _handler(taken))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        secrets = {"bpjs_cons_id": "1234", "bpjs_secret": "rahasia", "bpjs_user_key": "kunci"}
        with (
            mock.patch.object(environment, "secret", secrets.__getitem__),
            mock.patch.dict(os.environ, {"BPJS_URL": "https://bpjs.contoh.invalid"}),
        ):
            spoken = Https()
        spoken._url = f"http://127.0.0.1:{server.server_port}"
        try:
            spoken.send("add", {"nomorkartu": CARD})
            with self.assertRaises(Failed) as refused:
                spoken.send("cancel", {"nomorkartu": "x"})
            self.assertTrue(refused.exception.final)
        finally:
            server.shutdown()
            server.server_close()
        self.assertEqual([path for path, _ in taken], ["/antrean/add", "/antrean/batal"])
        with self.assertRaises(Failed) as away:
            spoken.send("add", {})
        self.assertFalse(away.exception.final)

    def test_only_https_is_spoken(self) -> None:
        for url in ("", "http://bpjs.contoh.invalid", "file:///etc/passwd"):
            with mock.patch.dict(os.environ, {"BPJS_URL": url}), self.assertRaises(Failed):
                Https()

    def test_answers(self) -> None:
        understood(200, b'{"metadata": {"code": 200, "message": "Ok"}}')
        understood(200, b'{"metaData": {"code": "200"}}')
        for odd in (
            b"",
            b"[]",
            b"null",
            b"{}",
            b'{"metadata": 7}',
            b'{"metadata": {"code": "x"}}',
            b"<html>",
        ):
            with self.assertRaises(Failed):
                understood(200, odd)
        self.assertEqual(set(client.PATHS), {"add", "call", "absent", "cancel"})


def _handler(taken: list[Any]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = f"{self.headers['X-cons-id']}&{self.headers['X-timestamp']}"
            right = base64.b64encode(hmac.digest(b"rahasia", said.encode(), "sha256")).decode()
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            taken.append((self.path, content))
            signed = self.headers["X-signature"] == right and self.headers["user_key"] == "kunci"
            code = 200 if signed and content.get("nomorkartu") == CARD else 201
            body = json.dumps({"metadata": {"code": code, "message": "x"}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler
