"""The last good states are kept; a broken one is put right from the engine's copy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infra.engine import backups
from infra.engine.stack import Stack
from infra.errors import KominfoError
from infra.home import Home

STACK = Stack("demo", "dinkes")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home", tmp_path / "cache")


def state(number: int) -> str:
    return json.dumps({"version": 3, "checkpoint": {"latest": {"manifest": {"magic": str(number)}}}})


def put(home: Home, text: str, suffix: str = "") -> Path:
    file = STACK.checkpoint(home)
    file.parent.mkdir(parents=True, exist_ok=True)
    target = file.with_name(file.name + suffix)
    target.write_text(text)
    return target


def test_a_second_that_begins_meanwhile_mixes_no_names(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is read once: the second and its fraction belong together."""
    moments = iter([1_000_000_000_999_999_990, 1_000_000_001_000_000_001])
    monkeypatch.setattr(backups.time, "time_ns", lambda: next(moments))
    names = []
    for number in range(2):
        put(home, state(number))
        kept = backups.keep(home, STACK)
        assert kept
        names.append(kept.name)
    assert names == sorted(names)
    assert names[0].startswith("20010909T014640Z-999999990")


def test_the_last_five_different_states_are_kept(home: Home) -> None:
    assert backups.keep(home, STACK) is None
    for number in range(8):
        put(home, state(number))
        backups.keep(home, STACK)
        backups.keep(home, STACK)
    kept = sorted(STACK.backups(home).iterdir())
    assert [file.read_text() for file in kept] == [state(number) for number in range(3, 8)]
    assert {file.stat().st_mode & 0o777 for file in kept} == {0o600}


@pytest.mark.parametrize("broken", ["", '{"version": 3, "checkp', "[]", "{}"])
def test_a_broken_state_is_replaced_and_set_aside(home: Home, broken: str) -> None:
    file = put(home, broken)
    put(home, state(1), ".bak")
    assert "put back" in backups.mend(home, STACK)
    assert file.read_text() == state(1)
    assert file.with_name(file.name + ".broken").read_text() == broken


def test_a_lost_state_is_replaced(home: Home) -> None:
    put(home, state(1), ".bak")
    assert "put back" in backups.mend(home, STACK)
    assert STACK.checkpoint(home).read_text() == state(1)


def test_a_good_state_and_no_state_are_left_alone(home: Home) -> None:
    assert backups.mend(home, STACK) == ""
    put(home, state(2))
    put(home, state(1), ".bak")
    assert backups.mend(home, STACK) == ""
    assert STACK.checkpoint(home).read_text() == state(2)


def test_with_both_broken_a_person_chooses(home: Home) -> None:
    put(home, "{")
    put(home, "{", ".bak")
    with pytest.raises(KominfoError, match="the state file is broken") as caught:
        backups.mend(home, STACK)
    assert str(STACK.backups(home)) in caught.value.problems[0].remedy


def test_the_engines_records_of_runs_do_not_grow_without_end(home: Home) -> None:
    backups.prune(home, STACK)
    runs = STACK.runs(home)
    runs.mkdir(parents=True)
    for number in range(1000, 1008):
        for kind in ("history.json", "history.json.attrs", "checkpoint.json"):
            (runs / f"{STACK.name}-{number}.{kind}").touch()
    backups.prune(home, STACK)
    left = {path.name.rpartition("-")[2].partition(".")[0] for path in runs.iterdir()}
    assert left == {"1003", "1004", "1005", "1006", "1007"}
    assert len(list(runs.iterdir())) == 15
