"""The history is only added to, by many at once, and survives a torn line."""

from __future__ import annotations

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.engine import history
from infra.engine.request import Resource, StackResult
from infra.home import CityHome


@pytest.fixture
def city(tmp_path: Path) -> CityHome:
    return CityHome(tmp_path / "demo")


def entry(part: str = "dinkes", at: str = "2026-01-01T08:00:00+07:00") -> history.Entry:
    return history.Entry(at, "siti@kominfo-1", part, "up", "succeeded", {"create": 2}, 1.5, "abc", dirty=True)


def test_reads_back_in_order_and_by_part(city: CityHome) -> None:
    assert history.read(city) == []
    history.append(city, entry("dinkes"))
    history.append(city, entry("disdukcapil"))
    assert [one.part for one in history.read(city)] == ["dinkes", "disdukcapil"]
    assert history.read(city, "dinkes") == [entry("dinkes")]
    assert city.history.stat().st_mode & 0o777 == 0o600


def test_a_torn_line_costs_itself_alone(city: CityHome) -> None:
    history.append(city, entry("a"))
    with city.history.open("a") as file:
        file.write('{"at": "20')
    history.append(city, entry("b"))
    assert [one.part for one in history.read(city)] == ["a", "b"]


def test_many_at_once_lose_nothing(city: CityHome) -> None:
    parts = [f"opd-{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda part: history.append(city, entry(part)), parts))
    assert sorted(one.part for one in history.read(city)) == sorted(parts)


def test_an_entry_tells_who_what_and_from_which_commit(tmp_path: Path) -> None:
    clean = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}

    def git(*words: str) -> str:
        named = ["git", "-C", str(tmp_path), "-c", "user.name=t", "-c", "user.email=t@example.org", *words]
        return subprocess.run(named, check=True, capture_output=True, text=True, env=clean).stdout.strip()

    git("init", "-q")
    (tmp_path / "file").touch()
    git("add", "file")
    git("commit", "-qm", "one")
    resources = (
        Resource("u1", "a", "k:index:T", "update", ("image",)),
        Resource("u2", "b", "k:index:T", "same"),
    )
    result = StackResult("demo.dinkes", "up", "succeeded", resources, {"key": "secret"}, seconds=2.5)

    made = history.entry_of(result, "dinkes", tmp_path)
    assert (made.commit, made.dirty) == (git("rev-parse", "HEAD"), False)
    assert (made.part, made.operation, made.outcome) == ("dinkes", "up", "succeeded")
    assert (made.changes, made.seconds) == ({"same": 1, "update": 1}, 2.5)
    assert made.steps == ["update T a [image]"]
    assert "@" in made.who
    (tmp_path / "file").write_text("changed")
    assert history.entry_of(result, "dinkes", tmp_path).dirty


def test_outside_git_there_is_no_commit(tmp_path: Path) -> None:
    assert history.git_state(tmp_path / "nowhere") == ("", False)
