"""Plugins that start from a warm process are, to the engine, the plugins they are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.engine.nursery import VARIABLE, packages
from infra.engine.processes import process
from infra.engine.starter import Starter
from infra.errors import KominfoError
from infra.home import CHECKOUT

PLUGIN = CHECKOUT / "infra/providers/docker/bin/pulumi-resource-docker"
DOOR = CHECKOUT / "infra/engine/nursery_door.py"
PATIENCE = 60.0
# Opens a nursery in a process of its own, which has no second thread, and holds it open until its input ends.
HOLDER = """
import sys
from pathlib import Path
from infra.engine.nursery import open_nursery
lifeline = open_nursery(Path(sys.argv[1]), sys.argv[2:])
print(flush=True)
sys.stdin.read()
"""


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def gone(pid: int) -> bool:
    found = process(pid)
    return found is None or found.zombie


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Path]:
    address = tmp_path / ("deep" * 30) / "nursery"  # longer than a socket's address may be
    address.parent.mkdir()
    argv = [sys.executable, "-c", HOLDER, str(address), str(PLUGIN.parent)]
    paths = os.pathsep.join((str(CHECKOUT), str(tmp_path)))
    with subprocess.Popen(
        argv,
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    ) as holder:
        assert holder.stdout
        assert holder.stdin
        holder.stdout.readline()
        yield address
        holder.stdin.close()


@contextmanager
def started(address: Path, argv: list[str]) -> Iterator[subprocess.Popen[str]]:
    environment = {
        **os.environ,
        "KOMINFO_PYTHON": sys.executable,
        "PYTHONPATH": str(CHECKOUT),
        VARIABLE: str(address),
    }
    plugin = subprocess.Popen(
        argv,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=CHECKOUT / "docs",
    )
    try:
        yield plugin
    finally:
        plugin.kill()
        plugin.communicate()


def test_a_plugin_answers_and_ends_with_its_door(nursery: Path) -> None:
    with started(nursery, [str(PLUGIN), "127.0.0.1:1"]) as plugin:
        assert plugin.stdout
        port = int(plugin.stdout.readline())
        listening = [pid for pid in _pids() if _listens(pid, port)]
        assert len(listening) == 1
        assert listening[0] != plugin.pid, "another process, which the engine did not start"
        plugin.terminate()
    until(lambda: gone(listening[0]))


def test_an_interrupt_ends_both_without_a_word(nursery: Path) -> None:
    with started(nursery, [str(PLUGIN), "127.0.0.1:1"]) as plugin:
        assert plugin.stdout
        port = int(plugin.stdout.readline())
        (listening,) = [pid for pid in _pids() if _listens(pid, port)]
        plugin.send_signal(signal.SIGINT)
        assert plugin.communicate(timeout=PATIENCE) == ("", "")
    assert plugin.returncode == 128 + signal.SIGINT
    until(lambda: gone(listening))


def test_what_it_is_given_and_how_it_ends_are_its_own(nursery: Path, tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "print(os.getcwd(), sys.argv[1:], os.environ['MINE'], len(os.listdir('/proc/self/fd')))\n"
        "print('fault', file=sys.stderr)\n"
        "sys.exit(7)\n"
    )
    (tmp_path / "mine.py").write_text(program)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINE", "word")
        door = [sys.executable, "-S", str(DOOR), "mine", "x"]
        with started(nursery, door) as ended:
            out, err = ended.communicate(timeout=PATIENCE)
    assert (ended.returncode, out, err) == (7, f"{CHECKOUT / 'docs'} ['x'] word 4\n", "fault\n")


def test_killed_is_told_as_a_shell_would(nursery: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("import os\nos.kill(os.getpid(), 9)\n")
    with started(nursery, [sys.executable, str(DOOR), "mine"]) as ended:
        ended.communicate(timeout=PATIENCE)
    assert ended.returncode == 128 + signal.SIGKILL


def test_without_a_nursery_the_door_becomes_the_plugin(tmp_path: Path) -> None:
    with started(tmp_path / "none", [str(PLUGIN), "127.0.0.1:1"]) as plugin:
        assert plugin.stdout
        port = int(plugin.stdout.readline())
        assert _listens(plugin.pid, port)
        plugin.terminate()


def test_a_nursery_ends_when_its_run_and_its_plugins_have(tmp_path: Path) -> None:
    address = tmp_path / "other"
    argv = [sys.executable, "-c", HOLDER, str(address), str(PLUGIN.parent)]
    holder = subprocess.Popen(argv, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    holder.stdout.readline()
    (warm,) = [pid for pid in _pids() if (one := process(pid)) and one.parent == holder.pid]
    with started(address, [str(PLUGIN), "127.0.0.1:1"]) as plugin:
        assert plugin.stdout
        plugin.stdout.readline()
        holder.communicate("")
        time.sleep(0.2)
        assert not gone(warm), "its plugin still works"
        plugin.terminate()
    until(lambda: gone(warm))


def test_only_packages_of_ours_are_warmed() -> None:
    assert packages([str(PLUGIN.parent), "/usr/bin", str(CHECKOUT / "tests/engine/plugin")]) == [
        "infra.providers.docker"
    ]


def test_a_starter_that_died_is_a_problem_and_no_traceback() -> None:
    with Starter(()) as starter:
        starter._process.kill()
        starter._process.wait()
        with pytest.raises(KominfoError, match="no run can be started"):
            starter.start(())


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _listens(pid: int, port: int) -> bool:
    """Whether the process holds the socket that listens at ``port`` of this machine."""
    tables = [Path(f"/proc/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    rows = [line.split() for table in tables for line in table]
    inodes = {
        f"socket:[{row[9]}]" for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port
    }
    try:
        return any(str(entry.readlink()) in inodes for entry in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False
