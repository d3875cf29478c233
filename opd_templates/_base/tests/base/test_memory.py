"""What needs much memory takes turns."""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import SimpleTestCase
from PIL import Image

from opd import pdf, uploads
from opd.memory import one_at_a_time


def picture() -> SimpleUploadedFile:
    into = BytesIO()
    Image.new("RGB", (20, 20)).save(into, "PNG")
    return SimpleUploadedFile("a.png", into.getvalue())


class TurnTests(SimpleTestCase):
    def ensure_takes_its_turn(self, work: Callable[[], object]) -> None:
        done = threading.Event()
        with one_at_a_time:
            worker = threading.Thread(target=lambda: (work(), done.set()))
            worker.start()
            self.assertFalse(done.wait(2))
        worker.join(60)
        self.assertTrue(done.is_set())

    def test_a_picture_waits(self) -> None:
        self.ensure_takes_its_turn(lambda: uploads.accept(picture()))

    def test_a_letter_waits_for_the_same(self) -> None:
        self.ensure_takes_its_turn(lambda: pdf.render("opd/kop.html", {}))
