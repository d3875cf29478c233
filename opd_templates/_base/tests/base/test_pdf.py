"""Letters."""

from __future__ import annotations

import re
import subprocess
import zlib
from unittest import mock

from django.template import engines
from django.test import SimpleTestCase

from opd import pdf


def letter(content: str) -> object:
    return engines["django"].from_string(
        '{% extends "opd/kop.html" %}{% block content %}' + content + "{% endblock %}"
    )


class LetterTests(SimpleTestCase):
    def render(self, content: str, **context: object) -> bytes:
        def made(_: str, values: dict[str, object]) -> str:
            return letter(content).render(values)

        with mock.patch("opd.pdf.render_to_string", made):
            return pdf.render("surat.html", context)

    def test_a_letter_has_the_offices_head(self) -> None:
        found = self.render("<h1>Surat {{ nomor }}</h1>", nomor="1/2026", title="Surat")
        self.assertTrue(found.startswith(b"%PDF-"))
        self.assertGreater(len(found), 5000)  # with letters and arms in it

    def test_nothing_is_fetched(self) -> None:
        plain = self.render("<p>x</p>")
        for url in ("http://127.0.0.1:8080/healthz", "file:///etc/passwd", "/etc/passwd"):
            found = self.render(f'<p>x</p><img src="{url}"><link rel="attachment" href="{url}">')
            streams = [_unpacked(raw) for raw in re.findall(rb"stream\r?\n(.*?)endstream", found, re.DOTALL)]
            self.assertFalse(any(b"root:x:0" in stream or stream == b"ok\n" for stream in streams), url)
            self.assertLess(abs(len(found) - len(plain)), 2000)

    def test_an_asset_that_does_not_exist_is_an_error(self) -> None:
        with self.assertRaisesMessage(pdf.RenderError, "no static file opd/tiada.svg"):
            self.render('<img src="aset:opd/tiada.svg">')

    def test_what_takes_too_long_is_ended(self) -> None:
        with mock.patch("opd.pdf.SECONDS", 0.05), self.assertRaisesMessage(pdf.RenderError, "not done in"):
            self.render("<p>x</p>")

    def test_what_a_signal_ended_is_made_once_more(self) -> None:
        killed, real, ended = (
            ["/usr/bin/python3", "-c", "import os; os.kill(os.getpid(), 11)"],
            subprocess.run,
            [],
        )

        def run(argv: list[str], **options: object) -> object:
            ended.append(real(argv if ended else killed, **options))
            return ended[-1]

        with mock.patch("opd.pdf.subprocess.run", run), self.assertLogs("opd.pdf", "WARNING"):
            self.assertTrue(self.render("<p>x</p>").startswith(b"%PDF-"))
        self.assertEqual([one.returncode for one in ended], [-11, 0])
        with (
            mock.patch("opd.pdf.subprocess.run", _instead(killed)),
            self.assertLogs("opd.pdf", "WARNING"),
            self.assertRaisesMessage(pdf.RenderError, "ended with -11"),
        ):
            self.render("<p>x</p>")

    def test_a_failure_tells_nothing_of_the_letter(self) -> None:
        program = ["/usr/bin/python3", "-c", "raise ValueError('9999991501900001')"]
        with (
            mock.patch("opd.pdf.subprocess.run", _instead(program)),
            self.assertRaises(pdf.RenderError) as caught,
        ):
            self.render("<p>x</p>")
        self.assertEqual(str(caught.exception), "surat.html: ValueError")


def _unpacked(raw: bytes) -> bytes:
    try:
        return zlib.decompress(raw)
    except zlib.error:
        return raw


def _instead(program: list[str]):
    real = subprocess.run
    return lambda _argv, **options: real(program, **options)
