"""What the lab's machine lacks, what is said about it, and which daemon may be stopped."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.backends.lab import host
from infra.backends.lab.daemon import Daemon
from infra.errors import KominfoError


@pytest.fixture
def silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Daemon:
    """A daemon that runs nowhere, and a home of the test's own."""
    monkeypatch.setenv("KOMINFO_HOME", str(tmp_path / "home"))
    return Daemon(run=tmp_path / "run", data=tmp_path / "data")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the machine have these programs alone; each is a script."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setattr(host, "_path", lambda: str(folder))
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(host, "KEYRING", tmp_path)

    def give(**scripts: str) -> None:
        for name, script in scripts.items():
            program = folder / name.replace("_", "-")
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(0o755)

    return give


def test_a_bare_machine_lacks_everything(silent: Daemon, programs: Callable[..., None]) -> None:
    programs()
    assert host.missing_packages(silent) == ("docker.io", "iptables", "mmdebstrap", "openssh-client")


def test_docker_from_elsewhere_is_not_installed_again(silent: Daemon, programs: Callable[..., None]) -> None:
    programs(dockerd="", mmdebstrap="", ssh="", ssh_keyscan="", iptables="")
    assert host.missing_packages(silent) == ()


def test_what_is_missing_is_installed_and_said(silent: Daemon, programs: Callable[..., None]) -> None:
    folder = os.environ["PATH"]
    dockerd = f"printf '#!/bin/sh\\nexit 1\\n' >{folder}/dockerd; /bin/chmod 755 {folder}/dockerd"
    programs(
        mmdebstrap="", ssh="", ssh_keyscan="", iptables="", apt_get=f'echo "$@" >>{folder}/said; {dockerd}'
    )
    told: list[str] = []
    with pytest.raises(KominfoError, match="the docker daemon does not start"):
        host.ensure_host(told.append, silent)
    assert told == ["installing docker.io (Debian packages)", "starting the docker daemon"]
    said = Path(folder, "said").read_text()
    assert "install --yes --no-install-recommends docker.io" in said


def test_a_failed_install_says_what_apt_said(silent: Daemon, programs: Callable[..., None]) -> None:
    programs(apt_get='echo "E: Unable to locate package $7" >&2; exit 100')
    with pytest.raises(KominfoError) as caught:
        host.ensure_host(print, silent)
    text = str(caught.value)
    assert text.startswith("this machine: cannot install docker.io iptables mmdebstrap openssh-client\n")
    assert "E: Unable to locate package" in text
    assert text.endswith("install by hand: apt-get install docker.io iptables mmdebstrap openssh-client")


def test_a_machine_without_apt_is_told_so(silent: Daemon, programs: Callable[..., None]) -> None:
    programs()
    with pytest.raises(KominfoError, match="this is not a Debian machine: it has no apt-get"):
        host.ensure_host(print, silent)


def test_without_root_nothing_is_tried(
    silent: Daemon, programs: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    programs()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(KominfoError) as caught:
        host.ensure_host(print, silent)
    assert str(caught.value) == (
        "this machine: the lab needs root here\n"
        "    why: packages must be installed or the docker daemon started\n"
        "    do: run it as root, or start docker and let this user write to its socket"
    )


def test_a_daemon_that_dies_at_its_start_is_reported_with_its_last_words(
    silent: Daemon, programs: Callable[..., None]
) -> None:
    programs(
        dockerd='echo "failed to start daemon: no space" >&2; exit 1', mmdebstrap="", ssh="", ssh_keyscan=""
    )
    programs(iptables="")
    with pytest.raises(KominfoError) as caught:
        host.ensure_host(print, silent)
    assert str(caught.value).splitlines()[:2] == [
        "this machine: the docker daemon does not start",
        "    why: failed to start daemon: no space",
    ]


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "600"])
    while host._program(process.pid) != "sleep":  # exec closes Popen's pipe before it names the process
        time.sleep(0.01)
    yield process
    process.kill()
    process.wait()


def test_a_process_that_only_has_the_number_of_our_daemon_is_left_alone(
    silent: Daemon, sleeper: subprocess.Popen[bytes]
) -> None:
    record = host._record()
    record.write_text(json.dumps({"pid": sleeper.pid, "born": 1, "unit": ""}))
    host.stop_host(print, silent)
    assert sleeper.poll() is None
    assert not record.exists()


def test_a_pid_file_that_names_another_program_is_dropped(
    silent: Daemon, sleeper: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "FOLLOW_SECONDS", 0)
    silent.run.mkdir()
    silent.pid_file.write_text(str(sleeper.pid))
    host._forget_stale(silent.pid_file, "dockerd")
    assert not silent.pid_file.exists()
    silent.pid_file.write_text(str(sleeper.pid))
    host._forget_stale(silent.pid_file, "sleep")
    assert silent.pid_file.exists()
