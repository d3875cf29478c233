"""A form's key names one record, for a day; whoever makes up a key gets a record with an id of our own."""

from __future__ import annotations

from unittest import mock
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest
from django.test import RequestFactory, SimpleTestCase

from opd import once


def posted(key: str) -> HttpRequest:
    return RequestFactory().post("/", {once.KEY: key})


class Keys(SimpleTestCase):
    def test_a_forms_key_is_the_same_id_each_time_and_another_forms_is_not(self) -> None:
        key = once.new_key()
        found = once.key_of(posted(key))
        self.assertIsInstance(found, UUID)
        self.assertEqual(once.key_of(posted(key)), found)
        self.assertNotEqual(once.key_of(posted(once.new_key())), found)

    def test_what_is_not_ours_is_no_key(self) -> None:
        others = ("", "x", str(uuid4()), once.new_key() + "x", signing.dumps(str(uuid4()), salt="lain"))
        for key in (*others, signing.dumps("bukan uuid", salt=once.KEY)):
            self.assertIsNone(once.key_of(posted(key)), key)
        self.assertIsNone(once.key_of(RequestFactory().get("/", {once.KEY: once.new_key()})))

    def test_it_lasts_a_day(self) -> None:
        with mock.patch("django.core.signing.time.time", return_value=1_000_000.0):
            key = once.new_key()
        for seconds, known in ((once.SECONDS - 1, True), (once.SECONDS + 1, False)):
            with mock.patch("django.core.signing.time.time", return_value=1_000_000.0 + seconds):
                self.assertEqual(once.key_of(posted(key)) is not None, known, seconds)
