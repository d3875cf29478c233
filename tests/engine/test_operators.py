"""Several operators at once, each at a command line of their own, over a city in memory."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.bench.hall import CITY, Hall, halls
from infra.engine import history
from infra.engine.locks import Lock, locks
from infra.engine.processes import end_family
from infra.engine.stack import Stack
from infra.home import CHECKOUT, Home

PART = "opd-000"
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who has typed a command."""

    process: subprocess.Popen[str]

    def ends(self) -> tuple[int, str]:
        """(exit code, all that was said)."""
        said, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said


@dataclass(frozen=True, slots=True)
class City:
    hall: Hall

    def types(self, *words: str) -> Operator:
        argv = [sys.executable, "-m", "infra.bench.stage", *words]
        process = subprocess.Popen(
            argv,
            cwd=CHECKOUT,
            env=self.hall.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return Operator(process)

    @property
    def stack(self) -> Stack:
        return Stack(CITY, PART)

    @property
    def home(self) -> Home:
        return Home(self.hall.folder / "home", Path())

    def lock(self) -> str:
        file = self.stack.work(self.home) / "lock"
        return file.read_text() if file.exists() else ""

    def engine_lock(self) -> Lock | None:
        """The engine's own lock, once its holder is named in it."""
        return next((lock for lock in locks(self.home, self.stack) if lock.pid), None)


def until(happens: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.fixture(scope="module")
def city(engine_root: Path) -> Iterator[City]:
    """A city of two OPDs that stands."""
    with halls(engine_root) as place:
        hall = place.bare(2)
        hall.up()
        yield City(hall)


def edit(city: City, replicas: int) -> None:
    """A reason to deploy."""
    part = city.hall.stacks / f"{PART}.yaml"
    part.write_text(re.sub(r"replicas: \d", f"replicas: {replicas}", part.read_text()))


def test_one_wins_and_the_other_is_told_who_and_since_when(city: City) -> None:
    edit(city, 3)
    before = city.lock()
    first = city.types("up", CITY, PART)
    until(lambda: city.lock() not in {before, ""} and str(first.process.pid) in city.lock())
    first.process.send_signal(signal.SIGSTOP)  # it holds the part for as long as this takes
    try:
        code, said = city.types("up", CITY, PART).ends()
        elsewhere, _ = city.types("up", CITY, "opd-001").ends()
        looking, _ = city.types("status", CITY).ends()
    finally:
        first.process.send_signal(signal.SIGCONT)
    assert code == 1, said
    assert f"{history.who()} is working on it since 20" in said
    assert f"process {first.process.pid}" in said
    assert "wait until it ends" in said
    assert "Traceback" not in said
    assert (elsewhere, looking) == (0, 0), "another part is free, and looking is always allowed"
    code, said = first.ends()
    assert code == 0, said
    assert city.types("preview", CITY, PART).ends()[0] == 0


def test_what_a_killed_one_held_is_free_at_once(city: City) -> None:
    edit(city, 4)
    first = city.types("up", CITY, PART)
    until(city.engine_lock)
    lock = city.engine_lock()
    assert lock is not None
    os.kill(lock.pid, signal.SIGSTOP)  # it would hold its lock for less than a second
    end_family(first.process.pid)
    assert first.process.wait() == -signal.SIGKILL
    assert city.engine_lock() == lock, "the engine's own lock is left behind"
    code, said = city.types("up", CITY, PART).ends()
    assert code == 0, said
    assert "freed a lock of" in said
    assert "whose process" in said
    assert city.types("preview", CITY, PART).ends()[0] == 0


def test_one_held_by_another_host_is_respected_and_named(city: City) -> None:
    edit(city, 5)
    folder = city.stack.locks(city.home)
    folder.mkdir(parents=True, exist_ok=True)
    held = folder / "elsewhere.json"
    held.write_text(
        f'{{"pid": {os.getpid()}, "username": "siti", "hostname": "kominfo-2",'
        ' "timestamp": "2026-01-02T03:04:05.678901234Z"}'
    )
    code, said = city.types("up", CITY, PART).ends()
    held.unlink()
    assert code == 1, said
    assert "siti on kominfo-2 is working on it since 2026-01-02T" in said
    assert f"make sure on kominfo-2 that process {os.getpid()} is dead" in said
    assert city.types("up", CITY, PART).ends()[0] == 0
