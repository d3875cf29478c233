"""The file backend's locks: one left by a dead process of this host is freed, any other is respected."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from infra.engine.processes import process
from infra.engine.stack import Stack
from infra.errors import KominfoError, Problem
from infra.home import Home

# Seconds: a process starts before it writes its lock, and /proc counts from a boot time in whole seconds.
GRAIN = 2.0


@dataclass(frozen=True, slots=True)
class Lock:
    """Who holds a stack. ``since``: seconds since the epoch."""

    file: Path
    pid: int
    host: str
    user: str
    since: float

    @property
    def left_behind(self) -> bool:
        """True when its process is surely dead: gone, or its number now belongs to a later process."""
        if self.host != socket.gethostname():
            return False
        holder = process(self.pid)
        return holder is None or holder.zombie or holder.started > self.since + GRAIN


def locks(home: Home, stack: Stack) -> list[Lock]:
    """All locks on ``stack``; one cut short while it was written counts as held by nobody."""
    found = []
    for file in sorted(stack.locks(home).glob("*.json")):
        try:
            said = json.loads(file.read_text())
            since = datetime.fromisoformat(said["timestamp"]).timestamp()
            found.append(Lock(file, int(said["pid"]), said["hostname"], said["username"], since))
        except (ValueError, KeyError, TypeError):
            found.append(Lock(file, 0, socket.gethostname(), "nobody", file.stat().st_mtime))
        except FileNotFoundError:
            continue  # let go of in this moment
    return found


def free_left_behind(home: Home, stack: Stack) -> list[str]:
    """Remove locks of dead processes, telling of each; ``KominfoError`` when another one is held."""
    told = []
    for lock in locks(home, stack):
        if not lock.left_behind:
            raise KominfoError(_held(stack, lock))
        lock.file.unlink(missing_ok=True)
        told.append(f"freed a lock of {lock.user}, whose process {lock.pid} is dead")
    return told


def claim(descriptor: int, who: str) -> None:
    """Tell in a lock's own file who holds it from now on."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps({"who": who, "pid": os.getpid(), "since": now}).encode(), 0)


def claimed(stack: Stack, file: Path) -> Problem:
    """Who holds the lock in ``file``: one that was ended abruptly may still finish its last step."""
    try:
        said = json.loads(file.read_text())
        holder = f"{said['who']} is working on it since {said['since']}"
        reason = f"process {said['pid']}, or the last step of it where it was ended abruptly"
    except (OSError, ValueError, KeyError, TypeError):  # let go of, or not written yet
        holder, reason = "another run is working on it", "it has only just begun"
    return Problem(stack.name, "", holder, reason, "wait until it ends")


def _held(stack: Stack, lock: Lock) -> Problem:
    since = datetime.fromtimestamp(lock.since).astimezone().isoformat(timespec="seconds")
    here = lock.host == socket.gethostname()
    wait = (
        "wait until it ends" if here else f"wait, or make sure on {lock.host} that process {lock.pid} is dead"
    )
    return Problem(
        stack.name,
        "",
        f"{lock.user} on {lock.host} is working on it since {since}",
        f"process {lock.pid} holds {lock.file}",
        wait if here else f"{wait}, then remove that file",
    )
