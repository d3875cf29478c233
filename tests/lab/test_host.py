"""A docker daemon of our own beside the machine's: started once, stopped only by who started it."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.backends.lab import host
from infra.backends.lab.daemon import Daemon


@pytest.fixture
def second(lab_host: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    """Another dockerd with folders of its own; it makes no bridge and no firewall rule."""
    monkeypatch.setenv("KOMINFO_HOME", str(tmp_path / "home"))
    # A socket's path may have 107 bytes, and containerd's lies four folders deeper.
    with tempfile.TemporaryDirectory(prefix="kominfo-") as run:
        daemon = Daemon(run=Path(run), data=tmp_path / "data")
        yield daemon
        host.stop_host(print, daemon)
        # A killed daemon leaves its data folder mounted on itself.
        subprocess.run(["umount", "--quiet", "--lazy", str(daemon.data)])


def test_it_is_started_once_and_stopped(second: Daemon) -> None:
    told: list[str] = []
    host.ensure_host(told.append, second)
    assert second.answers()
    pid = int(second.pid_file.read_text())
    host.ensure_host(told.append, second)
    assert int(second.pid_file.read_text()) == pid
    assert told == ["starting the docker daemon"]
    host.stop_host(told.append, second)
    assert not second.answers()
    assert not Path(f"/proc/{pid}").exists()
    assert told[1:] == ["stopping the docker daemon that was started for the lab"]


def test_a_daemon_that_was_killed_is_started_again(second: Daemon) -> None:
    host.ensure_host(print, second)
    killed = int(second.pid_file.read_text())
    os.kill(killed, signal.SIGKILL)
    os.waitpid(killed, 0)
    assert second.pid_file.exists(), "a killed daemon leaves its pid file"
    host.ensure_host(print, second)
    assert second.answers()
    assert int(second.pid_file.read_text()) != killed


def test_a_daemon_that_was_there_before_is_never_stopped(
    second: Daemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.ensure_host(print, second)
    with monkeypatch.context() as other_home:
        other_home.setenv("KOMINFO_HOME", str(tmp_path / "other"))
        told: list[str] = []
        host.ensure_host(told.append, second)
        host.stop_host(told.append, second)
        assert told == []
    assert second.answers()
