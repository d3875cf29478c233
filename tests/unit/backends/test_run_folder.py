"""The folder of an Ansible run: what killed runs left goes, whatever others do beside it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from infra.backends.ansible import RoleCall, folder
from infra.backends.ssh import connection_for

GONE = 2**22 + 1  # beyond the highest process number there is


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folder, "IN_MEMORY", (tmp_path,))
    return tmp_path


@pytest.fixture
def call() -> RoleCall:
    return RoleCall(connection_for("kota", "192.0.2.1", name="satu"), "base", {})


def test_what_a_killed_run_left_goes_and_a_living_ones_stays(memory: Path, call: RoleCall) -> None:
    left, living = (memory / f"kominfo-run-{pid}-x" for pid in (GONE, os.getppid()))
    for one in (left, living):
        one.mkdir()
    with folder.run_folder(call) as own:
        assert sorted(memory.iterdir()) == sorted([living, own])
    assert list(memory.iterdir()) == [living]


def test_what_is_no_folder_of_ours_is_left_alone(memory: Path, call: RoleCall) -> None:
    link = memory / f"kominfo-run-{GONE}-x"
    link.symlink_to("/etc")
    with folder.run_folder(call):
        pass
    assert link.is_symlink()


def test_a_folder_that_goes_meanwhile_is_no_fault(memory: Path, call: RoleCall) -> None:
    """Another command on this machine ends its runs at any moment."""
    done = threading.Event()

    def other() -> None:
        while not done.is_set():
            passing = memory / f"kominfo-run-{os.getppid()}-{os.urandom(4).hex()}"
            passing.mkdir()
            passing.rmdir()

    others = [threading.Thread(target=other) for _ in range(2)]
    for one in others:
        one.start()
    try:
        for _ in range(100):
            with folder.run_folder(call):
                pass
    finally:
        done.set()
        for one in others:
            one.join()
