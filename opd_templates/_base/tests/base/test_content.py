"""First content, made-up content, the first member of staff."""

from __future__ import annotations

import io
from dataclasses import replace
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import SimpleTestCase, TestCase

from contoh.models import Warga
from opd import content
from opd.models import User
from opd.private import validate_nik
from opd.profile import profile


class FillTests(TestCase):
    def test_seed_fills_what_is_empty_and_nothing_else(self) -> None:
        for _ in range(2):
            call_command("seed", stdout=io.StringIO())
        self.assertEqual(Warga.objects.get().name, "Warga pertama")

    def test_prepare_migrates_and_seeds(self) -> None:
        call_command("prepare", verbosity=0, stdout=io.StringIO())
        self.assertEqual(Warga.objects.count(), 1)

    def test_demo_makes_nobody_who_exists(self) -> None:
        call_command("demo", stdout=io.StringIO())
        self.assertEqual(Warga.objects.count(), 3)
        for one in Warga.objects.all():
            self.assertTrue(one.nik.startswith("999999"))

    def test_a_real_app_gets_no_made_up_people(self) -> None:
        real = replace(profile(), example=False)
        with (
            mock.patch("opd.management.commands.demo.profile", return_value=real),
            self.assertRaises(CommandError),
        ):
            call_command("demo")
        self.assertFalse(Warga.objects.exists())


class PersonTests(SimpleTestCase):
    def test_numbers_are_well_formed_impossible_and_all_different(self) -> None:
        people = [content.person(number) for number in range(3000)]
        for person in people:
            validate_nik(person["nik"])
        self.assertEqual(len({person["nik"] for person in people}), 3000)
        self.assertEqual(content.person(7), content.person(7))
        with self.assertRaises(ValueError):
            content.nik(0)


class AddUserTests(TestCase):
    def test_the_first_member_of_staff(self) -> None:
        out = io.StringIO()
        call_command("adduser", "kepala", "--role", "pengelola", stdout=out)
        user = User.objects.get()
        self.assertTrue(user.check_password(out.getvalue().strip()) and user.is_staff)
        self.assertEqual([group.name for group in user.groups.all()], ["pengelola"])
        self.assertIsNone(user.password_set_at)

    def test_wrong_words_make_nobody(self) -> None:
        for words in (["a b"], ["kepala", "--role", "raja"], ["kepala", "--email", "x"]):
            with self.subTest(words), self.assertRaises(CommandError):
                call_command("adduser", *words)
        self.assertFalse(User.objects.exists())
