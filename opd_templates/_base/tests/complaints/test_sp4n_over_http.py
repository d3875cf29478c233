"""SP4N-LAPOR! over HTTPS, as its adapter has it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from opd.complaints.sp4n.adapter import NoLine, Sp4nError, Update
from opd.complaints.sp4n.over_http import HttpAdapter
from tests.complaints.support import REPORT, ComplaintsCase


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
