"""The disk under the home is full: the run says so, and what was known before can still be read."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.engine import passphrase
from infra.engine.checkpoint import read_checkpoint
from infra.engine.engine import Engine
from infra.home import Home
from tests.engine.conftest import Stage

SIZE = "4m"


@pytest.fixture
def small(tmp_path: Path, engine_root: Path) -> Iterator[Stage]:
    """A stage whose home is a file system of its own."""
    disk, folder = tmp_path / "disk", tmp_path / "city"
    disk.mkdir()
    (folder / "world").mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", disk], check=True)
    try:
        home = Home(disk / "home", tmp_path / "cache")
        yield Stage(Engine(home, engine_root, passphrase.create(home)), folder)
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def fill(disk: Path, room: int) -> Path:
    """Leave ``room`` bytes of it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while True:
            stream.write(bytes(4096))
    os.truncate(filler, max(0, filler.stat().st_size - room))
    return filler


@pytest.mark.parametrize("room", [0, 4096, 16384, 65536])
def test_it_is_said_and_nothing_is_lost(small: Stage, room: int) -> None:
    small.want(a="1")
    assert small.run("up").outcome == "succeeded"
    disk = small.engine.home.root.parent
    filler = fill(disk, room)
    small.want(a="2" * 30000, b="1" * 30000)
    failed = small.run("up")
    assert failed.outcome == "failed"
    said = "\n".join(map(str, failed.errors))
    assert os.strerror(errno.ENOSPC).lower() in said.lower()
    assert str(small.engine.home.root) in said
    state = read_checkpoint(small.request("up").stack.checkpoint(small.engine.home))
    assert state is not None
    assert state.stands

    filler.unlink()
    after = small.run("up")
    assert after.outcome == "succeeded", after.errors
    assert not small.run("refresh").differs
