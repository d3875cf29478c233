"""Numbers of letters on the real database: none left out, none twice, whoever signs at once and whatever fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from django.db import Error, connection, connections, transaction
from django.utils import timezone

from opd.letters import applications, counters, current, signing
from opd.letters.content import filled
from opd.letters.models import Application, Counter, Letter
from opd.letters.offices import ONLY
from opd.pdf import RenderError
from opd.refusal import Refused
from tests.letters.support import SHORT, LettersCase, TogetherCase, official, printed


def begun(number: int) -> Application:
    """Somebody checks it. ``number`` is the person."""
    made, _ = applications.draft(
        current.kind(SHORT), ONLY, filled(current.kind(SHORT), number), "loket", None, "uji"
    )
    return applications.move(applications.submit(made, "operator"), "periksa", "operator", {"operator"})


def ready(number: int) -> Application:
    """Checked, and waiting for a signature. Each has a person of its own."""
    return applications.move(begun(number), "lengkap", "operator", {"operator"})


class Together(TogetherCase):
    def test_thirty_at_once_while_every_third_fails_leave_no_gap(self) -> None:
        waiting, signer = [ready(number) for number in range(30)], official()

        def sign(which: int) -> str | None:
            try:
                return signing.sign(waiting[which], signer, "lurah", {"lurah"}, "A4").number
            except RenderError:
                return None
            finally:
                connections.close_all()

        turns = iter(range(10_000))

        def render(*_: Any, **__: Any) -> bytes:
            if next(turns) % 3 == 0:  # the number is given by then, and has to go back
                raise RenderError("no paper")
            return b"%PDF-1.7 uji"

        with patch("opd.letters.signing.pdf.render", render), ThreadPoolExecutor(10) as pool:
            given = [number for number in pool.map(sign, range(30)) if number]
        self.assertEqual(len(given), 20)
        self.assertEqual(sorted(Letter.objects.values_list("count", flat=True)), list(range(1, 21)))
        year = timezone.localdate().year
        self.assertEqual(Counter.objects.get(series=f"surat {ONLY} {year}").last, 20)
        states = set(Application.objects.exclude(letters__isnull=False).values_list("state", flat=True))
        self.assertEqual(states, {"tanda_tangan"})  # they can be signed still

    def test_two_who_sign_the_same_request_make_one_letter(self) -> None:
        waiting, signer = ready(1), official()

        def sign(_: int) -> bool:
            try:
                signing.sign(waiting, signer, "lurah", {"lurah"}, "A4")
            except Refused:
                return False
            finally:
                connections.close_all()
            return True

        with printed(), ThreadPoolExecutor(8) as pool:
            self.assertEqual(sum(pool.map(sign, range(8))), 1)
        self.assertEqual(Letter.objects.count(), 1)

    def test_of_six_requests_of_one_person_that_are_checked_at_once_one_goes_on(self) -> None:
        waiting = [begun(1) for _ in range(6)]

        def check(one: Application) -> bool:
            try:
                applications.move(one, "lengkap", "operator", {"operator"})
            except Refused:
                return False
            finally:
                connections.close_all()
            return True

        with ThreadPoolExecutor(6) as pool:
            self.assertEqual(sum(pool.map(check, waiting)), 1)
        self.assertEqual(Application.objects.filter(state="diperiksa").count(), 5)

    def test_a_days_quota_is_never_exceeded_and_queue_numbers_are_not_given_twice(self) -> None:
        day, most = timezone.localdate(), 15

        def take(_: int) -> int | None:
            try:
                with transaction.atomic():
                    if counters.quota(ONLY, SHORT, day, most) is None:
                        return None
                    return counters.queue(ONLY, day)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(12) as pool:
            given = [number for number in pool.map(take, range(60)) if number]
        self.assertEqual(sorted(given), list(range(1, most + 1)))


class Numbers(LettersCase):
    def test_a_void_number_is_not_used_again(self) -> None:
        first = self.signed(number=1)
        application = self.moved(Application.objects.get(pk=first.application_id), ("lurah", "ulangi"))
        application = self.moved(application, ("operator", "lengkap"))
        with printed():
            second = signing.sign(application, official("sekretaris"), "sekretaris", {"sekretaris"}, "F4")
        first.refresh_from_db()
        self.assertEqual((first.count, second.count), (1, 2))
        self.assertIsNotNone(first.voided_at)
        self.assertNotEqual(first.token, second.token)
        self.assertEqual(second.signer_title, "a.n. Lurah, Sekretaris")

    def test_a_year_begins_anew(self) -> None:
        self.assertEqual(self.signed(number=1).count, 1)
        application = self.checked(number=2)
        with (
            patch("opd.letters.signing.timezone.localtime", return_value=datetime(2031, 1, 2, 3, tzinfo=UTC)),
            printed(),
        ):
            letter = signing.sign(application, official(), "lurah", {"lurah"}, "A4")
        self.assertEqual((letter.year, letter.count), (2031, 1))
        self.assertTrue(letter.number.endswith("/I/2031"), letter.number)

    def test_outside_of_a_transaction_no_number_is_given(self) -> None:
        with self.assertRaises(RuntimeError), patch.object(connection, "in_atomic_block", new=False):
            counters.letter(ONLY, 2026)

    def test_the_database_lets_nobody_change_or_delete_a_signed_letter(self) -> None:
        letter = self.signed()
        for change in (
            {"number": "S-1/999/X/I/2026"},
            {"signer_name": "Orang Lain"},
            {"sha256": "0" * 64},
            {"text": "baru"},
        ):
            with self.subTest(change), self.assertRaisesMessage(Error, "never changed"), transaction.atomic():
                Letter.objects.filter(pk=letter.pk).update(**change)
        with self.assertRaisesMessage(Error, "never deleted"), transaction.atomic():
            Letter.objects.filter(pk=letter.pk)._raw_delete("default")

    def test_the_database_lets_nobody_change_the_history(self) -> None:
        application, _ = self.sent()
        with self.assertRaisesMessage(Error, "never changed"), transaction.atomic():
            application.events.update(who="orang lain")
        with self.assertRaisesMessage(Error, "never changed"), transaction.atomic():
            application.events.all()._raw_delete("default")
