"""Streams: woken by a change, kept alive, ended by the server's end, counted, and without a connection of their own."""

from __future__ import annotations

import json
import os
import threading
import time
from typing import Any
from unittest import mock

from django.db import DatabaseError
from django.test import Client, SimpleTestCase

from opd import serving
from opd.queue import boards, calling, live
from opd.queue.live import RETRY, SILENCE, Live
from opd.queue.views.board import _most
from tests.queue.support import TODAY, TOMORROW, QueueCase, person


class Shown:
    """What ``read`` tells: a text that a test changes."""

    def __init__(self) -> None:
        self.text, self.reads, self.failing = "satu", 0, False

    def __call__(self) -> str:
        self.reads += 1
        if self.failing:
            raise DatabaseError
        return self.text


class Streams(SimpleTestCase):
    def setUp(self) -> None:
        self.shown = Shown()
        self.live = Live(self.shown, seconds=0.05)
        self.open: list[Any] = []

    def tearDown(self) -> None:
        for stream in self.open:
            stream.close()

    def stream(self, most: int = 9) -> Any:
        found = self.live.frames(most)
        if found is not None:
            self.open.append(found)
            self.assertEqual(next(found), RETRY)
        return found

    def test_a_change_reaches_all_who_watch(self) -> None:
        streams = [self.stream() for _ in range(3)]
        self.assertEqual([next(one) for one in streams], [b"id: 1\ndata: satu\n\n"] * 3)
        self.shown.text = "dua"
        self.live.poke()
        self.assertEqual([next(one) for one in streams], [b"id: 2\ndata: dua\n\n"] * 3)

    def test_who_comes_later_sees_what_is_shown_at_once(self) -> None:
        next(self.stream())
        self.assertEqual(next(self.stream()), b"id: 1\ndata: satu\n\n")

    def test_who_comes_after_nobody_watched_sees_nothing_old(self) -> None:
        stream = self.stream()
        next(stream)
        stream.close()
        time.sleep(0.3)
        self.shown.text = "dua"
        self.assertEqual(next(self.stream()), b"id: 1\ndata: dua\n\n")

    def test_silence_is_filled(self) -> None:
        stream = self.stream()
        next(stream)
        with mock.patch.object(live, "ALIVE", 0.05):
            self.assertEqual(next(stream), SILENCE)

    def test_only_so_many_watch_and_who_leaves_makes_room(self) -> None:
        first, second = self.stream(2), self.stream(2)
        self.assertIsNone(self.stream(2))
        first.close()
        first.close()
        self.assertEqual(self.live.watching, 1)
        self.assertIsNotNone(self.stream(2))
        second.close()

    def test_nobody_watches_and_nothing_is_read(self) -> None:
        stream = self.stream()
        next(stream)
        stream.close()
        time.sleep(0.3)
        reads = self.shown.reads
        time.sleep(0.3)
        self.assertEqual(self.shown.reads, reads)
        self.assertFalse([one for one in threading.enumerate() if one.name == "board"])

    def test_an_absent_database_leaves_what_was_shown(self) -> None:
        stream = self.stream()
        next(stream)
        self.shown.failing = True
        with self.assertLogs("opd.queue", "WARNING"):
            self.live.poke()
            time.sleep(0.2)
        self.shown.failing, self.shown.text = False, "dua"
        self.assertEqual(next(stream), b"id: 2\ndata: dua\n\n")

    def test_they_end_when_the_server_is_told_to(self) -> None:
        stream = self.stream()
        next(stream)
        with mock.patch.object(serving, "stops", lambda: True):
            began = time.monotonic()
            self.assertEqual(list(stream), [])
            self.assertLess(time.monotonic() - began, 2)
            self.assertIsNone(self.live.frames(9))

    def test_they_end_by_themselves(self) -> None:
        stream = self.live.frames(9, longest=0)
        self.open.append(stream)
        self.assertEqual(list(stream), [RETRY])


class Board(QueueCase):
    def test_a_telephone_follows_its_ticket_on_its_day_alone(self) -> None:
        for day, follows in ((TODAY, True), (TOMORROW, False)):
            phone = Client()
            phone.post("/tiket/", {"kode": self.booked(day=day)[1]})
            self.assertEqual("data-aliran" in phone.get("/tiket/saya/").content.decode(), follows, day)

    def test_it_names_nobody_and_tells_what_is_needed(self) -> None:
        ticket, token = self.booked(day=TODAY)
        walk_in = self.waiting("A", priority=True)[0]
        calling.call_next("A", "poli", "Ruang 1")
        told = self.client.get("/papan/data.json")
        text = told.content.decode()
        for secret in (
            ticket.name,
            person().name,
            ticket.nik,
            ticket.phone,
            token,
            str(ticket.pk),
            str(walk_in.pk),
        ):
            self.assertNotIn(secret, text)
        shown = json.loads(text)
        room = next(one for one in shown["poli"] if one["kode"] == "A")
        self.assertEqual(room["kini"], [{"nomor": "A-002", "tempat": "Ruang 1", "status": "Dipanggil"}])
        self.assertEqual(
            shown["panggilan"][0]["ucapan"], "Nomor antrian A nol nol dua, silakan ke Poli Umum, Ruang 1."
        )
        self.assertEqual(shown["tanggal"], TODAY.isoformat())

    def test_who_is_no_longer_called_is_not_called_out(self) -> None:
        ticket = self.waiting("A")[0]
        calling.call_next("A", "poli")
        self.assertIs(boards.shown(TODAY)["panggilan"][0]["berlaku"], True)
        calling.move(ticket.pk, "serve", "poli")
        self.assertIs(boards.shown(TODAY)["panggilan"][0]["berlaku"], False)

    def test_two_questions_to_the_database_whatever_it_shows(self) -> None:
        self.waiting("A", 5)
        self.waiting("B", 5)
        calling.call_next("A", "poli")
        with self.assertNumQueries(2):
            boards.text()

    def test_a_stream_holds_no_connection(self) -> None:
        """What it asked before it began is given back with its first word; the test's own must stay."""
        closed: list[str] = []

        def close() -> None:
            closed.append(threading.current_thread().name)

        with (
            mock.patch.object(live.board, "_read", lambda: "papan"),
            mock.patch.object(live.connections, "close_all", close),
        ):
            answer = self.client.get("/papan/aliran/")
            self.assertEqual(
                (answer.status_code, answer["Content-Type"]), (200, "text/event-stream; charset=utf-8")
            )
            frames = iter(answer.streaming_content)
            self.assertEqual(next(frames), RETRY)
            self.assertIn(threading.main_thread().name, closed)
            self.assertEqual(next(frames), b"id: 1\ndata: papan\n\n")
            answer._iterator.close()  # as the server does when a browser leaves
            self.assertEqual(live.board.watching, 0)
            live.board.poke()
            time.sleep(0.1)

    def test_one_too_many_is_told_to_ask(self) -> None:
        with mock.patch.object(live.Live, "frames", lambda *_: None):
            answer = self.client.get("/papan/aliran/")
        self.assertEqual((answer.status_code, answer["Retry-After"]), (503, "15"))

    def test_no_more_watch_than_leave_threads_for_others(self) -> None:
        for threads, most in (("600", 550), ("100", 92), ("8", 4)):
            with mock.patch.dict(os.environ, {"THREADS": threads}):
                self.assertEqual(_most(), most)
