"""`secret`: values come in unseen, go out never, and what sites need is not removed."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from infra.engine.passphrase import create
from infra.home import Home
from tests.unit.cli.test_cli import DONE, FAILED, USAGE, run, stacks

__all__ = ["stacks"]
ASKING = "opd: dlh\nname: Dinas LH\nsites:\n  - {label: dlh, source: dinkes/web, secrets: [kunci]}\n"


@pytest.fixture
def city(stacks: Path) -> Path:
    (stacks / "demo" / "dlh.yaml").write_text(ASKING)
    create(Home.find())
    return stacks / "demo"


def give(monkeypatch: pytest.MonkeyPatch, value: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(value)))


def test_a_value_is_kept_listed_without_itself_and_forgotten(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, b"rahasia-sekali\n")
    assert run("secret", "set", "demo", "dlh", "kunci") == DONE
    assert run("secret", "list", "demo") == DONE
    said = "".join(capsys.readouterr())
    assert "./kominfo up demo dlh" in said
    assert "kunci" in said
    assert "rahasia" not in said
    assert run("secret", "rm", "demo", "dlh", "kunci") == USAGE
    assert "dlh asks for kunci" in capsys.readouterr().err
    (city / "dlh.yaml").write_text(ASKING.replace(", secrets: [kunci]", ""))
    assert run("secret", "rm", "demo", "dlh", "kunci") == DONE
    assert run("secret", "rm", "demo", "dlh", "kunci") == USAGE


def test_what_is_not_set_is_listed_as_such(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("secret", "list", "demo", "dlh") == DONE
    assert "not set" in capsys.readouterr().out


def test_one_that_no_site_asks_for_is_kept_with_a_word(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, b"x")
    assert run("secret", "set", "demo", "dlh", "lain") == DONE
    assert "no site of dlh asks for it" in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("words", "value", "status"),
    [
        (("set", "demo", "dlh", "kunci"), b"", USAGE),
        (("set", "demo", "dlh", "kunci"), b"\n", USAGE),
        (("set", "demo", "dlh", "kunci"), b"x" * 500_001, USAGE),
        (("set", "demo", "dlh", "../kunci"), b"x", USAGE),
        (("set", "demo", "dlh", "Kunci"), b"x", USAGE),
        (("set", "demo", "none", "kunci"), b"x", USAGE),
        (("set", "nowhere", "dlh", "kunci"), b"x", USAGE),
        (("set", "demo", "dlh"), b"x", USAGE),
        (("list", "demo", "none"), b"", USAGE),
    ],
)
def test_wrong_words_are_usage_errors(
    city: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], value: bytes, status: int
) -> None:
    give(monkeypatch, value)
    assert run("secret", *words) == status


def test_a_wrong_passphrase_keeps_nothing(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Home.find().passphrase.write_text("lain\n")
    give(monkeypatch, b"x")
    assert run("secret", "set", "demo", "dlh", "kunci") == FAILED
    assert not (Home.find().city("demo").secrets / "dlh.json").exists()
