"""The apps' base: its tests run in its image; what of it needs no image is asked here."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as some
from playwright.sync_api import Browser, expect

from infra.home import CHECKOUT
from tests.support.app_image import App, AppImage, Outcome, recipes
from tests.templates.sites import with_tools

BASE = CHECKOUT / "opd_templates" / "_base"
PROJECT = BASE / "tests" / "project"
VARS = CHECKOUT / "roles" / "images" / "vars" / "main.yml"
MOST_LINES = 300


def module(name: str) -> ModuleType:
    """A module of the library that needs nothing but Python."""
    spec = importlib.util.spec_from_file_location(name, BASE / "opd" / f"{name}.py")
    assert spec
    assert spec.loader
    loaded = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", True)  # the library's folder is what the image is made of
        spec.loader.exec_module(loaded)
    return loaded


days = module("days")
dates = some.dates(date(2020, 1, 1), date(2040, 1, 1))
IDULFITRI = {date(2026, 3, day) for day in (20, 23, 24)}


def test_the_day_it_came_does_not_count() -> None:
    assert days.deadline(date(2026, 3, 2), 1, ()) == date(2026, 3, 3)


def test_weekends_and_holidays_do_not_count() -> None:
    assert days.deadline(date(2026, 3, 18), 3, IDULFITRI) == date(2026, 3, 26)
    assert days.passed(date(2026, 3, 18), date(2026, 3, 26), IDULFITRI) == 3


def test_what_comes_on_a_sunday_is_counted_from_monday() -> None:
    assert days.deadline(date(2026, 3, 1), 1, ()) == date(2026, 3, 2)


def test_days_do_not_run_backwards() -> None:
    assert days.passed(date(2026, 3, 5), date(2026, 3, 2), ()) == 0
    with pytest.raises(ValueError, match="-1"):
        days.deadline(date(2026, 3, 5), -1, ())


@given(dates, some.integers(1, 60), some.sets(some.integers(0, 90), max_size=20))
def test_a_deadline_is_a_working_day_and_that_many_lie_between(
    received: date, count: int, offsets: set[int]
) -> None:
    holidays = {received + timedelta(days=offset) for offset in offsets}
    last = days.deadline(received, count, holidays)
    assert days.is_working(last, holidays)
    assert days.passed(received, last, holidays) == count
    assert days.deadline(received, count - 1, holidays) < last or count == 1


def test_the_role_sends_what_the_tests_try() -> None:
    """All of the library, but what is compiled (roles/images/vars)."""
    told = re.search(r"' -type f (.+) -printf", VARS.read_text())
    assert told
    argv = ["find", BASE / "opd", "-type", "f", *shlex.split(told[1]), "-printf", r"library/opd/%P\n"]
    found = subprocess.run(argv, capture_output=True, text=True, check=True).stdout.split()
    assert set(found) == set(recipes()[1])


def test_modules_stay_small() -> None:
    """But for migrations, which Django writes."""
    ours = (path for path in (BASE / "opd").rglob("*.py") if path.parent.name != "migrations")
    assert [path.name for path in ours if len(path.read_text().splitlines()) > MOST_LINES] == []


@pytest.mark.parametrize("argv", [["check", "--no-cache"], ["format", "--no-cache", "--check"]], ids=" ".join)
def test_it_passes_the_linter(argv: list[str]) -> None:
    """With settings of its own: it runs on another Python than the control host."""
    done = subprocess.run(["ruff", *argv, BASE], env=with_tools(), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_bases_own_tests(app_image: AppImage) -> None:
    outcome = app_image.run_tests(PROJECT, BASE / "tests" / "base")
    assert outcome.passed, outcome.text
    assert outcome.count > 100


def test_a_failing_test_and_one_that_is_left_out_are_noticed(app_image: AppImage, tmp_path: Path) -> None:
    tests = tmp_path / "broken"
    tests.mkdir()
    (tests / "__init__.py").touch()
    (tests / "test_it.py").write_text(
        "import unittest\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.fail('rusak')\n"
    )
    assert not app_image.run_tests(PROJECT, tests).passed
    assert not Outcome(0, "Ran 1 test in 0.1s\n\nOK (skipped=1)").passed
    assert not Outcome(0, "Ran 0 tests in 0.0s\n\nOK").passed


@pytest.fixture(scope="module")
def served(app_image: AppImage) -> Iterator[App]:
    with app_image.serving(PROJECT, ["prepare"], ["demo"]) as app:
        yield app


# A session without the login's form: over plain HTTP a browser keeps no cookie that is for HTTPS.
LOGIN = """
import django; django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from opd.models import Holiday, User
user = User.objects.create_user("kepala", password="Kata-Sandi-Uji-2026", is_staff=True)
user.groups.set(Group.objects.all())
Holiday.objects.create(day="2026-12-25", name="Natal")
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session.save()
print(session.session_key)
"""
PAGES = ["/", "/masuk/", "/data-pribadi/", "/tiada/"]
STAFF_PAGES = ["/staf/", "/staf/pengguna/", "/staf/pengguna/baru/", "/staf/libur/", "/staf/audit/"]
STAFF_PAGES += ["/staf/panduan/", "/sandi/"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EXPECTED = ("404", "Cross-Origin-Opener-Policy")  # /tiada/; and that header is for HTTPS
SIZES = {"telepon": (360, 740), "meja": (1280, 900)}


@pytest.fixture(scope="module")
def session_key(served: App) -> str:
    return served.python("-c", f"import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'settings'{LOGIN}").strip()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", [*PAGES, *STAFF_PAGES])
def test_pages_are_accessible(
    served: App, session_key: str, browser: Browser, path: str, size: str, tmp_path: Path
) -> None:
    width, height = SIZES[size]
    with browser.new_context(viewport={"width": width, "height": height}, locale="id-ID") as context:
        if path in STAFF_PAGES:
            context.add_cookies([{"name": "sessionid", "value": session_key, "url": served.url}])
        page = context.new_page()
        errors: list[str] = []
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(f"{served.url}{path}")
        assert page.url == f"{served.url}{path}"
        found = Axe().run(page, options={"runOnly": WCAG})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [error for error in errors if not any(word in error for word in EXPECTED)] == []
        page.screenshot(path=str(tmp_path / f"{size}.png"), full_page=True)


def test_the_keyboard_comes_past_the_menu(served: App, browser: Browser) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{served.url}/data-pribadi/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Lompat ke isi"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "isi"


def test_a_form_with_faults_puts_the_reader_before_them(
    served: App, session_key: str, browser: Browser
) -> None:
    with browser.new_context() as context:
        given = {"sessionid": session_key, "csrftoken": "a" * 32}
        context.add_cookies([{"name": n, "value": v, "url": served.url} for n, v in given.items()])
        page = context.new_page()
        page.goto(f"{served.url}/staf/pengguna/baru/")
        page.get_by_role("button", name="Simpan").click()
        expect(page.locator(".ringkas-galat")).to_be_focused()
        page.get_by_role("link", name=re.compile("^Nama pengguna")).click()
        expect(page.locator("#id_username")).to_be_focused()
        assert page.locator("#id_username").get_attribute("aria-invalid") == "true"


STALE = """
import subprocess, sys
loads = "import django.db.models, wsgiref, gunicorn, opd.serving, opd.settings"
said = subprocess.run([sys.executable, "-v", "-c", loads], capture_output=True, text=True, check=True).stderr
lines = [line for line in said.splitlines() if line.startswith("# code object from ")]
print(len(lines), [line for line in lines if not line.endswith(".pyc'")])
"""


def test_nothing_is_compiled_at_a_start(served: App) -> None:
    """It would take seconds of each start, and ten megabytes for good."""
    count, others = served.python("-c", STALE).split(maxsplit=1)
    assert int(count) > 200
    assert others.strip() == "[]"
