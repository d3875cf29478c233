"""Sessions, passwords, failed logins (BSSN 4/2021), and what of them is written down."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone

from opd import accounts, passwords
from opd.models import AuditEntry, Hits, User
from tests.base.people import PASSWORD, staff


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


class LoginTests(TestCase):
    def setUp(self) -> None:
        self.user = staff("butet", "pengelola")

    def log_in(self, password: str = PASSWORD, name: str = "butet", address: str = "203.0.113.7"):
        form = {"username": name, "password": password}
        return self.client.post("/masuk/", form, headers={"X-Forwarded-For": address})

    def test_who_comes_and_goes_is_written_down(self) -> None:
        self.assertRedirects(self.log_in(), "/staf/")
        self.assertRedirects(self.client.post("/keluar/"), "/masuk/")
        self.assertEqual(actions()[-2:], ["masuk", "keluar"])
        self.assertEqual(self.client.get("/keluar/").status_code, 405)

    def test_a_wrong_password_is_told_without_saying_which_part_is_wrong(self) -> None:
        unknown, wrong = self.log_in(name="tiada"), self.log_in("salah")
        self.assertContains(unknown, "tidak cocok")
        self.assertContains(wrong, "tidak cocok")
        self.assertEqual(actions()[-2:], ["gagal masuk", "gagal masuk"])

    def test_the_sixth_guess_is_not_looked_at_even_when_it_is_right(self) -> None:
        for _ in range(5):
            self.log_in("salah")
        response = self.log_in()
        self.assertEqual(response.status_code, 429)
        self.assertIn("Retry-After", response.headers)
        self.assertNotIn("_auth_user_id", self.client.session)
        self.assertIn("masuk dikunci", actions())

    def test_a_lock_keeps_nobody_out_who_comes_from_elsewhere(self) -> None:
        for _ in range(5):
            self.log_in("salah")
        self.assertEqual(self.log_in(address="203.0.113.8").status_code, 302)

    def test_the_lock_ends(self) -> None:
        for _ in range(5):
            self.log_in("salah")
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
        self.assertEqual(self.log_in().status_code, 302)

    def test_guesses_from_many_addresses_are_slowed_too(self) -> None:
        with mock.patch("opd.views.login.PER_NAME", "3/d"):
            answers = [self.log_in("salah", address=f"203.0.113.{n}").status_code for n in range(1, 6)]
        self.assertEqual(answers, [200, 200, 200, 429, 429])

    def test_no_name_address_or_browser_is_kept_or_logged(self) -> None:
        with self.assertLogs(level="DEBUG") as logs:
            self.client.post(
                "/masuk/?next=/staf/",
                {"username": "butet", "password": "Rahasia-Salah-1"},
                headers={"X-Forwarded-For": "203.0.113.7", "User-Agent": "Peramban/1"},
            )
        kept = repr(list(AccessAttempt.objects.values())) + repr(list(Hits.objects.values()))
        kept += repr(list(AuditEntry.objects.filter(action="gagal masuk").values()))
        for secret in ("butet", "203.0.113.7", "Peramban", "Rahasia-Salah-1"):
            self.assertNotIn(secret, kept)
        for secret in ("203.0.113.7", "Peramban", "Rahasia-Salah-1"):
            self.assertNotIn(secret, "\n".join(logs.output))

    def test_the_session_gets_another_key_at_login(self) -> None:
        self.client.get("/masuk/")
        session = self.client.session
        session["sebelum"] = 1
        session.save()
        before = session.session_key
        self.client.cookies["sessionid"] = before
        self.log_in()
        self.assertNotEqual(self.client.session.session_key, before)
        self.assertFalse(Session.objects.filter(session_key=before).exists())

    def test_an_idle_session_ends(self) -> None:
        self.log_in()
        self.later(accounts.IDLE + timedelta(minutes=2), self.assert_out)

    def test_a_session_in_use_ends_after_a_working_day(self) -> None:
        self.log_in()
        step = timedelta(minutes=25)
        for number in range(1, int(accounts.LONGEST / step) + 1):
            self.later(step * number, lambda: self.assertEqual(self.client.get("/staf/").status_code, 200))
        self.later(accounts.LONGEST + timedelta(minutes=1), self.assert_out)

    def later(self, after: timedelta, check) -> None:
        now = timezone.now() if not hasattr(self, "began") else self.began
        self.began = now
        with mock.patch("opd.accounts.timezone.now", return_value=now + after):
            check()

    def assert_out(self) -> None:
        self.assertRedirects(self.client.get("/staf/"), "/masuk/?next=/staf/")

    def test_cookies_are_for_https_and_no_script(self) -> None:
        response = self.log_in()
        cookie = response.cookies["sessionid"]
        self.assertTrue(cookie["secure"] and cookie["httponly"])
        self.assertEqual((cookie["samesite"], cookie["max-age"]), ("Lax", ""))

    def test_a_redirect_to_elsewhere_is_not_followed(self) -> None:
        form = {"username": "butet", "password": PASSWORD, "next": "https://jahat.example/"}
        self.assertRedirects(self.client.post("/masuk/", form), "/staf/")


class PasswordTests(TestCase):
    def test_rules(self) -> None:
        user = staff("butet-rekaan")
        for wrong, code in {
            "Pendek-1": "password_too_short",
            "tanpabesar-123456": "campuran",
            "TanpaAngka-Sekali": "campuran",
            "TanpaTanda12345": "campuran",
            "Butet-Rekaan1": "password_too_similar",
            PASSWORD: "pernah",
        }.items():
            with self.subTest(wrong), self.assertRaises(ValidationError) as caught:
                validate_password(wrong, user)
            self.assertIn(code, [error.code for error in caught.exception.error_list])

    def test_none_of_the_last_five_comes_again_but_the_sixth_may(self) -> None:
        user = staff()
        for number in range(5):
            user.set_password(f"Sandi-Berikut-{number}")
            user.save()
        user.refresh_from_db()
        with self.assertRaises(ValidationError):
            validate_password("Sandi-Berikut-0", user)
        with self.assertRaises(ValidationError):
            validate_password(PASSWORD, user)
        user.set_password("Sandi-Berikut-5")
        user.save()
        validate_password(PASSWORD, user)

    def test_an_old_password_has_to_be_renewed_before_anything_else(self) -> None:
        user = staff()
        User.objects.update(password_set_at=timezone.now() - passwords.LASTS - timedelta(minutes=1))
        self.client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        self.assertRedirects(self.client.get("/staf/"), "/sandi/")
        form = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
        self.assertContains(self.client.post("/sandi/", form), "pernah dipakai", status_code=422)
        before = self.client.session.session_key
        form |= {"new_password1": "Sandi-Segar-2026", "new_password2": "Sandi-Segar-2026"}
        self.assertRedirects(self.client.post("/sandi/", form), "/staf/")
        self.assertNotEqual(self.client.session.session_key, before)
        self.assertIn("kata sandi diganti", actions())
        self.assertEqual(self.client.get("/staf/").status_code, 200)

    def test_guesses_at_a_password_are_counted_for_each_user_alone(self) -> None:
        """An office has one address, and on its first day everybody there has a new password to choose."""
        wrong = {"old_password": "Bukan-Ini-2026", "new_password1": "x", "new_password2": "x"}
        self.client.force_login(staff(), "django.contrib.auth.backends.ModelBackend")
        codes = [self.client.post("/sandi/", wrong).status_code for _ in range(21)]
        self.assertEqual(codes, [422] * 20 + [429])
        self.client.force_login(staff("togar"), "django.contrib.auth.backends.ModelBackend")
        self.assertEqual(self.client.post("/sandi/", wrong).status_code, 422)

    def test_hashing_anew_makes_no_password_younger(self) -> None:
        user = staff()
        old = timezone.now() - timedelta(days=100)
        User.objects.update(password_set_at=old)
        user.refresh_from_db()
        with mock.patch.object(passwords.SmallArgon2, "time_cost", 3):
            self.assertTrue(user.check_password(PASSWORD))
        user.refresh_from_db()
        self.assertIn("t=3", user.password)
        self.assertEqual((user.password_set_at, user.former_passwords), (old, []))

    def test_a_first_password_keeps_to_no_rule_but_is_good_for_nothing_else(self) -> None:
        user = User(username="baru", is_staff=True)
        once = passwords.give(user)
        self.client.post("/masuk/", {"username": "baru", "password": once})
        self.assertRedirects(self.client.get("/staf/"), "/sandi/")


class RightsTests(TestCase):
    def test_each_change_of_rights_is_written_down_from_whichever_side(self) -> None:
        user, group = staff(), Group.objects.get(name="auditor")
        user.groups.add(group)
        group.user_set.remove(user)
        group.user_set.add(user)
        user.groups.clear()
        user.is_superuser = True
        user.save()
        user.is_active = False
        user.save(update_fields=["is_active"])
        told = [(e.action, e.detail) for e in AuditEntry.objects.order_by("pk")]
        self.assertEqual(told[0][0], "pengguna dibuat")
        self.assertEqual(
            told[1:],
            [
                ("peran diberi", {"peran": ["auditor"]}),
                ("peran dicabut", {"peran": ["auditor"]}),
                ("peran diberi", {"peran": ["auditor"]}),
                ("peran dicabut", {"peran": ["auditor"]}),
                ("hak pengguna diubah", {"superuser": True}),
                ("hak pengguna diubah", {"aktif": False}),
            ],
        )
        self.assertEqual({e.who for e in AuditEntry.objects.all()}, {"sistem"})

    def test_who_changed_them_is_named(self) -> None:
        chief, other = staff("kepala", "pengelola"), staff("butet")
        self.client.force_login(chief, "django.contrib.auth.backends.ModelBackend")
        group = Group.objects.get(name="auditor")
        form = {"username": "butet", "is_active": "on", "groups": [group.pk]}
        self.assertRedirects(self.client.post(f"/staf/pengguna/{other.pk}/", form), "/staf/pengguna/")
        entry = AuditEntry.objects.get(action="peran diberi", subject=f"pengguna:{other.pk}")
        self.assertEqual((entry.who, entry.detail), ("kepala", {"peran": ["auditor"]}))


class UsersPageTests(TestCase):
    def setUp(self) -> None:
        self.chief = staff("kepala", "pengelola")
        self.client.force_login(self.chief, "django.contrib.auth.backends.ModelBackend")

    def test_nobody_changes_their_own_rights_or_a_superusers(self) -> None:
        root = staff("akar", is_superuser=True)
        for user in (self.chief, root):
            self.assertEqual(self.client.get(f"/staf/pengguna/{user.pk}/").status_code, 403)
            self.assertEqual(self.client.post(f"/staf/pengguna/{user.pk}/sandi/").status_code, 403)

    def test_only_declared_roles_are_offered(self) -> None:
        other, own = staff("butet"), Group.objects.create(name="buatan")
        form = {"username": "butet", "is_active": "on", "groups": [own.pk]}
        self.assertEqual(self.client.post(f"/staf/pengguna/{other.pk}/", form).status_code, 422)

    def test_a_new_member_gets_a_password_that_is_shown_once(self) -> None:
        form = {"username": "togar", "is_active": "on", "groups": [Group.objects.get(name="petugas").pk]}
        response = self.client.post("/staf/pengguna/baru/", form)
        once = response.context["once"]
        self.assertContains(response, once)
        user = User.objects.get(username="togar")
        self.assertTrue(user.is_staff and user.check_password(once))
        self.assertIsNone(user.password_set_at)
        self.assertNotIn(once, repr(list(AuditEntry.objects.values())))

    def test_another_password_ends_the_sessions_that_stand(self) -> None:
        other = staff("butet")
        theirs = self.client_class()
        theirs.force_login(other, "django.contrib.auth.backends.ModelBackend")
        self.assertEqual(theirs.get("/staf/").status_code, 200)
        self.client.post(f"/staf/pengguna/{other.pk}/sandi/")
        self.assertRedirects(theirs.get("/staf/"), "/masuk/?next=/staf/")

    def test_without_the_right_there_is_no_page(self) -> None:
        self.client.force_login(staff("butet"), "django.contrib.auth.backends.ModelBackend")
        for path in ("/staf/pengguna/", "/staf/pengguna/baru/", "/staf/libur/", "/staf/audit/"):
            self.assertEqual(self.client.get(path).status_code, 403, path)
        self.assertNotContains(self.client.get("/staf/"), "/staf/pengguna/")
