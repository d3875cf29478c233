"""SP4N-LAPOR!: a file to take along and a number to write down, or an adapter that sends by itself."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from unittest import mock

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from opd.complaints import correcting, moving
from opd.complaints.models import Complaint
from opd.complaints.sp4n import handing, line, telling
from opd.complaints.sp4n.adapter import MemoryAdapter, NoLine, Outgoing, Sp4nError, Update
from opd.complaints.sp4n.over_http import HttpAdapter
from tests.complaints.support import GIVEN, NAME, ComplaintsCase

fake = MemoryAdapter()


def the_fake() -> MemoryAdapter:
    return fake


class Handing(ComplaintsCase):
    def setUp(self) -> None:
        fake.sent.clear()
        self.one, _ = self.hand_in()
        self.one = self.moved(self.one, "teruskan")

    def test_only_what_was_checked_waits_for_a_number(self) -> None:
        unchecked, _ = self.hand_in()
        self.assertEqual([one.pk for one in handing.without_number()], [self.one.pk])
        self.moved(unchecked, "ke-sp4n", sp4n="123")
        self.assertEqual(handing.without_number().count(), 1)

    def test_the_file_has_what_the_nation_asks_and_nobodys_name(self) -> None:
        desk = self.staff("koordinator")
        (row,) = csv.DictReader(
            io.StringIO(desk.post("/meja/sp4n/berkas/", {"format": "csv"}).content.decode().lstrip("\ufeff"))
        )
        (same,) = json.loads(desk.post("/meja/sp4n/berkas/", {"format": "json"}).content)
        for told in (row, same):
            self.assertEqual(told["code"], self.one.code)
            self.assertEqual(told["village"], "Sukamaju")
            self.assertNotIn(NAME, str(told))
        self.assertEqual(desk.post("/meja/sp4n/berkas/", {"format": "exe"}).status_code, 404)

    def test_a_number_is_written_down_once_and_for_one(self) -> None:
        desk, other = self.staff("koordinator"), self.moved(self.hand_in()[0], "teruskan")
        path = f"/meja/sp4n/{self.one.pk}/"
        for wrong in ("", "x" * 41, "<b>", "a b"):
            self.assertEqual(desk.post(path, {"sp4n": wrong}).status_code, 422, wrong)
        self.assertRedirects(desk.post(path, {"sp4n": "7654321", "status": "Proses"}), "/meja/sp4n/")
        self.assertContains(
            desk.post(f"/meja/sp4n/{other.pk}/", {"sp4n": "7654321"}), "sudah dipakai", status_code=422
        )
        self.one.refresh_from_db()
        self.assertEqual((self.one.sp4n_id, self.one.sp4n_status), ("7654321", "Proses"))
        self.assertEqual(self.one.events.last().what, "Tercatat di SP4N-LAPOR!")

    def test_the_desk_is_reminded_of_what_has_none(self) -> None:
        self.assertEqual(handing.overdue(timezone.localdate()), 0)
        Complaint.objects.filter(pk=self.one.pk).update(verified_on=timezone.localdate() - timedelta(days=7))
        self.assertEqual(handing.overdue(timezone.localdate()), 1)
        self.assertContains(self.staff("koordinator").get("/meja/"), "terlalu lama belum memiliki nomor")

    @override_settings(OPD_SP4N_ADAPTER="tests.complaints.test_sp4n.the_fake")
    def test_an_adapter_sends_by_button_and_by_night(self) -> None:
        self.assertContains(self.staff("koordinator").get("/meja/sp4n/"), "Kirim sekarang")
        self.staff("koordinator").post("/meja/sp4n/kirim/")
        self.one.refresh_from_db()
        self.assertEqual(self.one.sp4n_id, "LAPOR-0000001")
        self.assertEqual(handing.nightly(None), 0)
        other = self.moved(self.hand_in()[0], "teruskan")
        self.assertEqual(handing.nightly(None), 1)
        other.refresh_from_db()
        self.assertEqual(other.sp4n_id, "LAPOR-0000002")

    @override_settings(OPD_SP4N_ADAPTER="tests.complaints.test_sp4n.the_fake")
    def test_the_night_asks_what_became_of_it(self) -> None:
        handing.nightly(None)
        self.one.refresh_from_db()
        self.assertEqual(self.one.sp4n_status, "Proses")
        self.assertEqual(handing.refresh_all(fake), 0)
        self.assertEqual(handing.refresh_all(MemoryAdapter(broken=True)), 0)

    def test_what_was_handed_over_is_asked_after_too_and_each_in_its_turn(self) -> None:
        one = self.moved(self.hand_in()[0], "ke-sp4n", sp4n="123")
        handing.note(self.one, "456", "Proses", "koordinator")
        with mock.patch.object(handing, "MOST", 1):
            self.assertEqual([handing.refresh_all(fake) for _ in range(4)], [1, 0, 0, 0])
            told = [one.sp4n_at for one in Complaint.objects.order_by("sp4n_at")]
            handing.refresh_all(fake)
        one.refresh_from_db()
        self.assertEqual((one.state, one.sp4n_status), ("dialihkan", "Proses"))
        self.assertEqual(Complaint.objects.order_by("sp4n_at").first().sp4n_at, told[1])

    def test_what_the_reporter_asked_for_goes_with_it(self) -> None:
        one = self.moved(self.hand_in(anonim="on", rahasia="on")[0], "teruskan")
        rows = csv.DictReader(io.StringIO(handing.as_csv([self.one, one]).lstrip("\ufeff")))
        told = [(row["anonymous"], row["confidential"]) for row in rows]
        self.assertEqual(told, [("tidak", "tidak"), ("ya", "ya")])

    def test_without_an_adapter_there_is_no_button(self) -> None:
        desk = self.staff("koordinator")
        self.assertNotContains(desk.get("/meja/sp4n/"), "Kirim sekarang")
        self.assertEqual(desk.post("/meja/sp4n/kirim/").status_code, 404)
        self.assertEqual(handing.nightly(None), 0)

    def test_a_line_that_is_down_keeps_everything_waiting(self) -> None:
        for _ in range(4):
            self.moved(self.hand_in()[0], "teruskan")
        sent, failed = handing.send_all(MemoryAdapter(broken=True))
        self.assertEqual((sent, failed, handing.without_number().count()), (0, 1, 5))

    def test_those_that_are_refused_keep_no_other_waiting(self) -> None:
        others = [self.moved(self.hand_in()[0], "teruskan") for _ in range(2)]
        via = MemoryAdapter()
        via.refused = {self.one.code, others[0].code}
        with mock.patch.object(handing, "MOST_FAILED", 2):
            self.assertEqual(handing.send_all(via), (0, 2))
            self.assertEqual(handing.send_all(via), (1, 2))
        self.assertEqual(list(via.sent), [others[1].code])

    def test_one_whose_number_is_unknown_there_keeps_no_other_from_being_asked_after(self) -> None:
        other = self.moved(self.hand_in()[0], "teruskan")
        handing.note(self.one, "404", "", "koordinator")
        handing.note(other, "456", "", "koordinator")
        via = MemoryAdapter()
        via.refused = {"404"}
        self.assertEqual(handing.refresh_all(via), 1)
        other.refresh_from_db()
        self.assertEqual(other.sp4n_status, "Proses")

    def test_what_is_confidential_goes_without_its_place(self) -> None:
        one = self.moved(self.hand_in(rahasia="on")[0], "teruskan")
        self.assertIsNone(handing.outgoing(one).lat)
        self.assertEqual(handing.outgoing(self.one).lat, 2.96)


class Telling(ComplaintsCase):
    def setUp(self) -> None:
        self.via = MemoryAdapter()
        self.one, _ = self.hand_in()
        self.one = self.moved(self.one, "teruskan")
        handing.send_all(self.via)

    def told(self) -> list[tuple[str, str]]:
        return [(update.status, update.text) for _, update in self.via.told.values()]

    def test_what_followed_is_told_once_and_in_its_order(self) -> None:
        one = self.moved(self.one, "mulai")
        moving.respond(one, "penghubung", f"Pak {NAME}, truk datang.", public=True)
        moving.respond(one, "penghubung", "Truknya rusak.", public=False)
        self.moved(one, "selesaikan")
        self.assertEqual(telling.tell_all(self.via), (4, 0))
        (first, begun, word, done) = self.told()
        self.assertEqual(
            (first[0], begun[0], word[0]), ("Diteruskan ke dinas", "Ditindaklanjuti", "Ditindaklanjuti")
        )
        self.assertIn("truk datang", word[1])
        self.assertNotIn("Togar", word[1])
        self.assertEqual(done, ("Selesai ditangani", GIVEN["jawaban"]))
        self.assertEqual({number for number, _ in self.via.told.values()}, {"LAPOR-0000001"})
        self.assertEqual(telling.tell_all(self.via), (0, 0))

    def test_what_failed_is_told_later_and_once(self) -> None:
        self.moved(self.one, "mulai", "selesaikan")
        self.via.broken = True
        self.assertEqual((telling.tell_all(self.via), self.told()), ((0, 1), []))
        self.via.broken = False
        with mock.patch.object(telling.Complaint, "objects"):  # it took it, and we died before we noted that
            telling.tell_all(self.via)
        self.assertEqual(telling.tell_all(self.via), (3, 0))
        self.assertEqual(len(self.told()), 3)

    def test_one_that_is_refused_keeps_its_order_and_no_other_waiting(self) -> None:
        other = self.moved(self.hand_in()[0], "teruskan", "mulai")
        handing.send_all(self.via)
        self.moved(self.one, "mulai")
        take = self.via.update

        def refuse_first(number: str, told: Any) -> None:
            if number == "LAPOR-0000001" and told.status == "Diteruskan ke dinas":
                raise Sp4nError("it answered 409")
            take(number, told)

        with mock.patch.object(self.via, "update", refuse_first):
            self.assertEqual(telling.tell_all(self.via), (2, 1))
        other.refresh_from_db()
        self.assertEqual({number for number, _ in self.via.told.values()}, {other.sp4n_id})

    def test_many_failures_end_it(self) -> None:
        for _ in range(3):
            self.moved(self.hand_in()[0], "teruskan")
        handing.send_all(self.via)
        self.via.refused = {f"LAPOR-000000{number}" for number in range(1, 5)}
        with mock.patch.object(telling, "MOST_FAILED", 2):
            self.assertEqual(telling.tell_all(self.via), (0, 2))

    def test_a_line_that_is_down_is_tried_once(self) -> None:
        self.moved(self.hand_in()[0], "teruskan")
        handing.send_all(self.via)
        self.via.broken = True
        with mock.patch.object(self.via, "update", wraps=self.via.update) as asked:
            self.assertEqual(telling.tell_all(self.via), (0, 1))
        self.assertEqual(asked.call_count, 1)

    def test_those_that_are_refused_are_tried_last_and_do_not_count(self) -> None:
        self.moved(self.one, "mulai", "selesaikan")
        other = self.moved(self.hand_in()[0], "teruskan", "mulai")
        handing.send_all(self.via)
        self.via.refused = {"LAPOR-0000001"}
        with mock.patch.object(telling, "MOST", 2):
            self.assertEqual(telling.tell_all(self.via), (2, 1))
        moving.respond(other, "penghubung", "Truk datang.", public=True)
        with mock.patch.object(telling, "MOST_FAILED", 1):
            self.assertEqual(telling.tell_all(self.via), (1, 1))

    def test_an_answer_that_was_withdrawn_is_not_told(self) -> None:
        one = self.moved(self.one, "mulai")
        moving.respond(one, "penghubung", "Pak Misal yang menyapu.", public=True)
        one = self.moved(one, "selesaikan")
        shown = [
            one for one in correcting.shown(one) if correcting.name_of(one).startswith(correcting.ANSWER)
        ]
        given = {"kategori": "sampah/", "kelurahan": one.village, "alasan": "Menyebut nama."}
        correcting.correct(
            one, "koordinator", given | {"tarik": [correcting.name_of(each) for each in shown]}
        )
        moving.respond(one, "penghubung", "Sudah disapu.", public=True)
        telling.tell_all(self.via)
        self.assertEqual(
            self.told(),
            [
                ("Diteruskan ke dinas", ""),
                ("Ditindaklanjuti", ""),
                ("Selesai ditangani", ""),
                ("Selesai ditangani", "Sudah disapu."),
            ],
        )
        self.assertEqual(telling.untold().count(), 0)

    def test_what_followed_while_there_was_no_line_counts_as_told(self) -> None:
        self.moved(self.one, "mulai")
        self.assertEqual((telling.nightly(None), telling.untold().count()), (0, 0))
        self.moved(self.one, "selesaikan")
        telling.tell_all(self.via)
        self.assertEqual(self.told(), [("Selesai ditangani", GIVEN["jawaban"])])

    def test_a_reporters_words_are_not_sent_on(self) -> None:
        self.moved(self.one, "mulai", "selesaikan", "buka-lagi", alasan="Masih ada di sana.")
        telling.tell_all(self.via)
        self.assertEqual(self.told()[-1], ("Ditindaklanjuti", ""))

    def test_what_is_the_nations_or_has_no_number_is_not_told(self) -> None:
        telling.tell_all(self.via)
        self.moved(self.hand_in()[0], "ke-sp4n", sp4n="99")
        self.moved(self.hand_in()[0], "teruskan")
        self.assertEqual(telling.untold().count(), 0)

    @override_settings(OPD_SP4N_ADAPTER="tests.complaints.test_sp4n.the_fake")
    def test_by_button_and_by_night(self) -> None:
        fake.told.clear()
        desk = self.staff("koordinator")
        self.assertContains(desk.get("/meja/sp4n/"), "1 kabar tentang tindak lanjut")
        self.assertContains(
            desk.post("/meja/sp4n/kirim/", follow=True), "0 laporan dan 1 kabar terkirim, 0 gagal"
        )
        self.moved(self.one, "mulai")
        self.assertEqual((telling.nightly(None), len(fake.told)), (1, 2))
        self.assertNotContains(desk.get("/meja/sp4n/"), "Kirim sekarang")


@override_settings(OPD_SP4N_ADAPTER="tests.complaints.test_sp4n.the_fake")
class OneAtATime(ComplaintsCase):
    def setUp(self) -> None:
        fake.sent.clear()
        self.moved(self.hand_in()[0], "teruskan")

    def test_who_comes_second_sends_nothing(self) -> None:
        other, desk = connection.copy(), self.staff("koordinator")
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [line.LOCK])
                page = desk.post("/meja/sp4n/kirim/", follow=True)
                self.assertContains(page, "Pengiriman lain sedang berjalan")
                self.assertEqual((handing.nightly(None), telling.nightly(None), fake.sent), (0, 0, {}))
                cursor.execute("SELECT pg_advisory_unlock(%s)", [line.LOCK])
        finally:
            other.close()
        self.assertContains(desk.post("/meja/sp4n/kirim/", follow=True), "1 laporan dan 1 kabar terkirim")

    def test_a_click_on_a_line_that_is_down_waits_for_it_once(self) -> None:
        numbered = self.moved(self.hand_in()[0], "teruskan")
        handing.note(numbered, "77", "", "koordinator")
        broken = MemoryAdapter(broken=True)
        with (
            mock.patch.object(handing, "adapter", lambda: broken),
            mock.patch.object(broken, "send", wraps=broken.send) as sent,
            mock.patch.object(broken, "update", wraps=broken.update) as told,
        ):
            page = self.staff("koordinator").post("/meja/sp4n/kirim/", follow=True)
        self.assertContains(page, "SP4N-LAPOR! tidak menjawab")
        self.assertEqual((sent.call_count, told.call_count), (1, 0))

    def test_a_run_has_an_end(self) -> None:
        with line.turn(fake, 60) as held:
            self.assertEqual(held.send(REPORT).number, "LAPOR-0000001")
        with line.turn(fake, 0) as held, self.assertRaises(NoLine):
            held.send(REPORT)


class Server(BaseHTTPRequestHandler):
    asked: list[tuple[str, str, str, Any]] = []
    keys: list[str | None] = []
    answer: tuple[int, bytes] = (200, b"{}")

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.asked.append(
            (self.command, self.path, self.headers["Authorization"], json.loads(body or b"null"))
        )
        self.keys.append(self.headers["Idempotency-Key"])
        self.send_response(self.answer[0])
        self.end_headers()
        self.wfile.write(self.answer[1])

    do_GET = do_POST = _take  # noqa: N815  # the library's own names

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served(code: int, body: bytes) -> Iterator[HttpAdapter]:
    Server.asked, Server.keys, Server.answer = [], [], (code, body)
    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield HttpAdapter(f"http://127.0.0.1:{server.server_port}/v1/", "rahasia-token")
        server.shutdown()


REPORT = Outgoing(
    "SQS-2026-000001", "Sampah", "Teks", "Sukamaju", 2.96, 99.06, "", "", "2026-01-02", "Masuk", True, False
)


class OverHttp(ComplaintsCase):
    def test_it_sends_and_asks_as_written(self) -> None:
        with served(201, b'{"nomor": "998877", "status": "Baru"}') as adapter:
            receipt = adapter.send(REPORT)
            self.assertEqual((receipt.number, receipt.status), ("998877", "Baru"))
            self.assertEqual(adapter.status("99/88"), "Baru")
        (method, path, token, body), second = Server.asked
        self.assertEqual(
            (method, path, token, body["code"]), ("POST", "/v1/laporan", "Bearer rahasia-token", REPORT.code)
        )
        self.assertEqual((body["anonymous"], body["confidential"]), (True, False))
        self.assertEqual(second[1], "/v1/laporan/99%2F88")

    def test_it_tells_what_followed_as_written(self) -> None:
        with served(200, b"{}") as adapter:
            adapter.update(
                "99/88", Update("SQS-2026-000001/7", "2026-01-31T14:05:00+07:00", "Selesai", "Sudah.")
            )
        ((method, path, _, body),) = Server.asked
        self.assertEqual((method, path), ("POST", "/v1/laporan/99%2F88/tindak-lanjut"))
        self.assertEqual(body, {"at": "2026-01-31T14:05:00+07:00", "status": "Selesai", "text": "Sudah."})
        self.assertEqual(Server.keys, ["SQS-2026-000001/7"])

    def test_every_other_answer_is_a_failure(self) -> None:
        for code, body, kind in (
            (500, b"{}", NoLine),
            (503, b"x", NoLine),
            (404, b"x", Sp4nError),
            (200, b"bukan json", Sp4nError),
            (200, b"[]", Sp4nError),
            (200, b'{"status": "x"}', Sp4nError),
        ):
            with served(code, body) as adapter, self.assertRaises(Sp4nError) as raised:
                adapter.send(REPORT)
            self.assertIs(type(raised.exception), kind, (code, body))
            self.assertNotIn("rahasia", str(raised.exception))

    def test_nobody_there_is_no_line(self) -> None:
        with self.assertRaises(NoLine):
            HttpAdapter("http://127.0.0.1:9", "t").send(REPORT)

    def test_other_schemes_are_refused(self) -> None:
        for wrong in ("file:///etc/passwd", "", "ftp://contoh.invalid"):
            with self.assertRaises(ImproperlyConfigured):
                HttpAdapter(wrong, "t")
