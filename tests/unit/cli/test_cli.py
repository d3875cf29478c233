"""The command line: what it prints, and the status it exits with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from infra.cli import app as cli
from infra.engine import history
from infra.home import CHECKOUT, Home

DONE, FAILED, USAGE = 0, 1, 64


@pytest.fixture
def stacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of cities with a copy of the demo in it, and a home of its own."""
    shutil.copytree(CHECKOUT / "stacks" / "demo", tmp_path / "stacks" / "demo")
    monkeypatch.setenv("KOMINFO_STACKS", str(tmp_path / "stacks"))
    monkeypatch.setenv("KOMINFO_HOME", str(tmp_path / "home"))
    return tmp_path / "stacks"


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(list(words))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_a_valid_city(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("validate", "demo") == DONE
    assert "demo: valid. 3 servers, 6 OPDs, 6 sites under pematangsiantar.test" in capsys.readouterr().out


def test_a_broken_city_shows_every_fault_with_its_place(
    stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = stacks / "demo" / "dinkes.yaml"
    part.write_text(part.read_text().replace("replicas: 2", "replicas: 99") + "nama: x\n")
    assert run("validate", "demo") == FAILED
    said = capsys.readouterr().err
    assert "dinkes.yaml:" in said
    assert "replicas" in said
    assert "nama" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        [],
        ["validate"],
        ["validate", "nowhere"],
        ["validate", "../demo"],
        ["up", "demo", "nopart"],
        ["trust", "demo"],
        ["up", "demo", "--nooption"],
        ["new", "website-static", "dlh"],
        ["new", "nothing", "dlh", "--city", "demo"],
        ["new", "website-static", "dlh", "--city", "demo", "--set", "name"],
        ["destroy", "demo"],
        ["demo", "siantar"],
        ["test", "nothing"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_64_and_says_why(
    words: list[str], stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(CHECKOUT / "stacks" / "siantar", stacks / "siantar")
    assert run(*words) == USAGE
    assert capsys.readouterr().err.strip()


def test_outputs_for_programs(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("outputs", "demo", "--json") == DONE
    found = json.loads(capsys.readouterr().out)
    assert found["sites"][0]["url"] == "https://dinkes.pematangsiantar.test/"
    assert found["registrar"]["ns"][0] == "pematangsiantar.test. NS ns1.pematangsiantar.test."


def test_outputs_for_people(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("outputs", "demo") == DONE
    assert "https://dinkes.pematangsiantar.test/" in capsys.readouterr().out


def test_nothing_happened_yet(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("status", "demo") == DONE
    assert "dinkes\tnever" in capsys.readouterr().out
    assert run("history", "demo") == DONE
    assert run("history", "demo", "dinkse") == USAGE
    assert "demo has no part 'dinkse'" in capsys.readouterr().err


def test_history_names_what_changed_where_that_is_short(
    stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for steps in (
        ["update Service web-dinkes [taskSpec]"],
        [f"create Note n{number}" for number in range(5)],
    ):
        ending = ("up", "succeeded", {"create": len(steps), "same": 3}, 1.0, "c0ffee", False, steps)
        history.append(Home.find().city("demo"), history.Entry("2026-01-01", "siti@meja", "dinkes", *ending))
    assert run("history", "demo", "dinkes") == DONE
    first, second = capsys.readouterr().out.splitlines()
    assert "\tupdate Service web-dinkes [taskSpec]\t" in first
    assert "\t5 create\t" in second


def test_a_fault_nobody_foresaw_is_one_line(
    stacks: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.cli.declare.load", lambda _: 1 / 0)
    assert run("validate", "demo") == FAILED
    said = capsys.readouterr().err
    assert "unexpected ZeroDivisionError" in said
    assert "Traceback" not in said


def test_a_site_is_scaffolded_and_the_city_stays_valid(
    stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("new", "website-static", "dlh", "--city", "demo") == DONE
    assert "./kominfo up demo dlh" in capsys.readouterr().out
    assert run("validate", "demo") == DONE
    assert (stacks / "demo" / "dlh.yaml").is_file()


def test_a_passphrase_is_asked_for_before_anything_runs(
    stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("up", "demo", "dinkes") == FAILED
    assert "there is no passphrase" in capsys.readouterr().err
