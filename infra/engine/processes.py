"""Facts about processes of this host, from ``/proc``; and how a whole family of them is ended."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Process:
    """One line of the process table. ``started``: seconds since the epoch."""

    pid: int
    parent: int
    session: int
    started: float
    zombie: bool


def process(pid: int) -> Process | None:
    """The process, or ``None`` when there is none of this number."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return Process(pid, int(fields[1]), int(fields[3]), _boot() + int(fields[19]) / TICKS, fields[0] in "ZX")


def end_family(leader: int) -> None:
    """Kill ``leader``, its descendants and all who share a session with one of them, until none is left.

    If we are of them ourselves, we go last. A process group is not enough: the engine gives each plugin a
    group of its own, and Ansible a session.
    """
    known = {leader}
    while True:
        everybody = [one for pid in _pids() if (one := process(pid)) and not one.zombie]
        while grown := {
            one.pid for one in everybody if one.pid not in known and {one.parent, one.session} & known
        }:
            known |= grown
        alive = [one.pid for one in everybody if one.pid in known]
        if not alive:
            return
        for pid in sorted(alive, key=lambda pid: pid == os.getpid()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)  # the kernel needs a moment to take them away


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _boot() -> float:
    line = next(row for row in Path("/proc/stat").read_text().splitlines() if row.startswith("btime "))
    return float(line.split()[1])
