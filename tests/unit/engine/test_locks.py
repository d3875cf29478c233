"""Whose locks are freed, and whose never."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.engine.locks import free_left_behind, locks
from infra.engine.processes import process
from infra.engine.stack import Stack
from infra.errors import KominfoError
from infra.home import Home

STACK = Stack("demo", "dinkes")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home", tmp_path / "cache")


def hold(home: Home, pid: int, host: str = "", since: datetime | None = None) -> Path:
    """A lock as the engine writes it (nanoseconds in the time)."""
    folder = STACK.locks(home)
    folder.mkdir(parents=True, exist_ok=True)
    at = (since or datetime.now(UTC)).isoformat(timespec="microseconds").replace("+00:00", "123Z")
    told = {"pid": pid, "username": "siti", "hostname": host or socket.gethostname(), "timestamp": at}
    file = folder / f"{pid}.json"
    file.write_text(json.dumps(told))
    return file


def dead_pid() -> int:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_a_dead_ones_is_freed_and_told(home: Home) -> None:
    pid = dead_pid()
    file = hold(home, pid)
    assert free_left_behind(home, STACK) == [f"freed a lock of siti, whose process {pid} is dead"]
    assert not file.exists()


def test_a_live_ones_is_never_freed(home: Home) -> None:
    file = hold(home, os.getpid())
    with pytest.raises(KominfoError, match=r"siti on .* is working on it since") as caught:
        free_left_behind(home, STACK)
    assert file.exists()
    assert caught.value.problems[0].remedy == "wait until it ends"


def test_a_number_given_to_a_later_process_is_a_dead_ones(home: Home) -> None:
    this = process(os.getpid())
    assert this
    before_we_began = datetime.fromtimestamp(this.started, UTC) - timedelta(minutes=1)
    file = hold(home, os.getpid(), since=before_we_began)
    assert len(free_left_behind(home, STACK)) == 1
    assert not file.exists()


def test_a_zombie_is_dead(home: Home) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert ended.stdout
    ended.stdout.read()  # its end; nobody has waited for it yet
    while not (found := process(ended.pid)) or not found.zombie:
        pass
    hold(home, ended.pid)
    assert len(free_left_behind(home, STACK)) == 1
    ended.wait()


def test_another_hosts_is_respected_and_named(home: Home) -> None:
    file = hold(home, dead_pid(), host="kominfo-2")
    with pytest.raises(KominfoError) as caught:
        free_left_behind(home, STACK)
    told = str(caught.value)
    assert file.exists()
    assert "siti on kominfo-2 is working on it since 20" in told
    assert str(file) in told
    assert "make sure on kominfo-2 that process" in told


def test_one_cut_short_is_nobodys(home: Home) -> None:
    file = hold(home, 1)
    file.write_text('{"pid": 1')
    assert len(free_left_behind(home, STACK)) == 1
    assert not file.exists()


def test_other_stacks_locks_are_not_looked_at(home: Home) -> None:
    hold(home, os.getpid())
    assert locks(home, Stack("demo", "dinkes2")) == []
    assert free_left_behind(home, Stack("demo", "datacenter")) == []
