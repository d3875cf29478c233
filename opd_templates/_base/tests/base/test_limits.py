"""How often one client may do something; codes that nobody guesses."""

from __future__ import annotations

import threading
from datetime import timedelta
from unittest import mock

from django.db import connection
from django.test import RequestFactory, SimpleTestCase, TestCase, TransactionTestCase
from django.utils import timezone

from opd import keys, limits, tokens
from opd.models import Hits


class LimitedTests(TestCase):
    def send(self, address: str = "203.0.113.7") -> int:
        return self.client.post("/kirim/", headers={"X-Forwarded-For": address}).status_code

    def test_the_fourth_of_three_is_refused_in_indonesian(self) -> None:
        self.assertEqual([self.send() for _ in range(4)], [200, 200, 200, 429])
        response = self.client.post("/kirim/", headers={"X-Forwarded-For": "203.0.113.7"})
        self.assertContains(response, "Terlalu sering", status_code=429)
        self.assertLessEqual(int(response.headers["Retry-After"]), 3600)

    def test_others_are_not_concerned_and_looking_is_free(self) -> None:
        for _ in range(4):
            self.send()
        self.assertEqual(self.send("203.0.113.8"), 200)
        self.assertEqual(
            self.client.get("/kirim/", headers={"X-Forwarded-For": "203.0.113.7"}).status_code, 200
        )

    def test_a_household_counts_once_however_many_addresses_it_has(self) -> None:
        self.assertEqual([self.send(f"2001:db8:1:2::{n}") for n in range(1, 5)], [200, 200, 200, 429])
        self.assertEqual(self.send("2001:db8:1:3::1"), 200)

    def test_what_a_visitor_writes_into_the_header_before_the_edges_word_does_not_count(self) -> None:
        request = RequestFactory().get("/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"})
        self.assertEqual(limits.client(request), "203.0.113.7")
        self.assertEqual(
            limits.client(RequestFactory().get("/", headers={"X-Forwarded-For": "<x>"})), "unknown"
        )

    def test_the_next_hour_begins_anew(self) -> None:
        now = timezone.now()
        for _ in range(3):
            limits.exceeded("x", "a", "3/h")
        self.assertGreater(limits.exceeded("x", "a", "3/h"), 0)
        with mock.patch("opd.limits.timezone.now", return_value=now + timedelta(hours=1)):
            self.assertEqual(limits.exceeded("x", "a", "3/h"), 0)

    def test_no_address_is_kept_and_what_is_over_goes(self) -> None:
        self.send()
        self.assertNotIn("203.0.113.7", repr(list(Hits.objects.values())))
        self.assertEqual(limits.forget(timezone.now()), 0)
        self.assertEqual(limits.forget(timezone.now() + timedelta(hours=2)), 1)

    def test_the_address_for_axes_is_another_one_each_day(self) -> None:
        request = RequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.7"})
        today = limits.pseudonym(request)
        self.assertEqual(today, limits.pseudonym(request))
        self.assertTrue(today.startswith("fd"))
        tomorrow = timezone.localdate() + timedelta(days=1)
        with mock.patch("opd.limits.timezone.localdate", return_value=tomorrow):
            self.assertNotEqual(today, limits.pseudonym(request))

    def test_a_rate_is_checked_where_it_is_written(self) -> None:
        for wrong in ("10", "10/x", "h/10", "-1/h"):
            with self.subTest(wrong), self.assertRaises(ValueError):
                limits.limited("x", wrong)


class TogetherTests(TransactionTestCase):
    def test_many_at_once_are_all_counted(self) -> None:
        allowed: list[int] = []

        def ask() -> None:
            for _ in range(10):
                allowed.append(limits.exceeded("x", "a", "20/h"))
            connection.close()

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((len(allowed), allowed.count(0)), (40, 20))


class TokenTests(SimpleTestCase):
    def test_a_code_is_long_readable_and_never_the_same(self) -> None:
        codes = {tokens.new() for _ in range(500)}
        self.assertEqual(len(codes), 500)
        for code in codes:
            self.assertRegex(code, r"^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$")

    def test_it_is_known_again_however_it_is_typed(self) -> None:
        code = "0123-4567-89AB-CDEF-GHJK"
        for typed in ("o123 4567 89ab cdef ghjk", "OI23456789abcdefghjk", f" {code} "):
            self.assertTrue(tokens.same(code, typed), typed)
            self.assertEqual(tokens.digest(code), tokens.digest(typed))

    def test_what_cannot_be_a_code_is_the_same_as_nothing(self) -> None:
        for wrong in ("", "0123", "0123-4567-89AB-CDEF-GHJU", "0123-4567-89AB-CDEF-GHJKM"):
            self.assertEqual(tokens.digest(wrong), "")
            self.assertFalse(tokens.same(wrong, wrong))
        self.assertFalse(tokens.same("0123-4567-89AB-CDEF-GHJK", "0123-4567-89AB-CDEF-GHJM"))

    def test_what_is_kept_is_not_the_code(self) -> None:
        one, other = (tokens.digest(f"0123-4567-89AB-CDEF-GHJ{last}") for last in "KM")
        self.assertRegex(one, "^[0-9a-f]{64}$")
        self.assertNotEqual(one, other)
        with mock.patch("opd.keys.environment.secret", return_value="kunci lain"):
            keys.derived.cache_clear()
            self.addCleanup(keys.derived.cache_clear)
            self.assertNotEqual(one, tokens.digest("0123-4567-89AB-CDEF-GHJK"))
