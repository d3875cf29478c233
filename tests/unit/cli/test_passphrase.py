"""The first run makes the passphrase and offers its copy; nobody is asked twice."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import typer

from infra.cli.passphrase import ensure_passphrase
from infra.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("KOMINFO_HOME", str(tmp_path / "home"))
    return Home.find()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A person at the terminal who gives these answers, in order."""
    answers: list[str] = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: answers.pop(0))
    return answers


def test_a_person_gets_a_copy_for_the_safe(home: Home, terminal: list[str], tmp_path: Path) -> None:
    taken, copy = tmp_path / "taken", tmp_path / "stick.txt"
    taken.write_text("mine")
    terminal[:] = [str(taken), str(tmp_path / "nowhere" / "x"), str(copy)]
    ensure_passphrase()
    assert home.passphrase.read_text().strip() in copy.read_text()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert taken.read_text() == "mine"
    ensure_passphrase()
    assert terminal == [], "it is asked once"


def test_a_person_may_say_not_now(home: Home, terminal: list[str]) -> None:
    terminal[:] = [""]
    ensure_passphrase()
    assert home.passphrase.exists()


def test_without_a_person_only_the_demo_makes_one(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    ensure_passphrase()
    assert not home.passphrase.exists()
    ensure_passphrase(unattended=True)
    assert home.passphrase.exists()


def test_a_file_named_elsewhere_is_never_made(
    home: Home, terminal: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMINFO_PASSPHRASE_FILE", str(tmp_path / "not mounted yet"))
    ensure_passphrase()
    assert not home.passphrase.exists()
