"""What was done to a city, by whom, and how it ended: one JSON line a run, only ever added to."""

from __future__ import annotations

import getpass
import json
import os
import socket
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from infra.engine.guard import lines
from infra.engine.request import StackResult
from infra.files import locked
from infra.home import CHECKOUT, CityHome


@dataclass(frozen=True, slots=True)
class Entry:
    """One run. ``at``: ISO 8601 with zone. ``commit``: of the checkout; ``dirty``: with changes on top.

    ``steps``: what became of each resource that did not stay as it was, a line each.
    """

    at: str
    who: str
    part: str
    operation: str
    outcome: str
    changes: dict[str, int]
    seconds: float
    commit: str = ""
    dirty: bool = False
    steps: list[str] = field(default_factory=list)


def entry_of(result: StackResult, part: str, checkout: Path = CHECKOUT) -> Entry:
    """The line for a run that has just ended."""
    commit, dirty = git_state(checkout)
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    ending = (result.operation, result.outcome, result.changes, result.seconds)
    return Entry(now, who(), part, *ending, commit, dirty, list(lines(result.resources)))


def append(city: CityHome, entry: Entry) -> None:
    """Add one line; several runs may do so at once."""
    line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
    with locked(city.history.with_suffix(".lock")):
        whole = not city.history.exists() or city.history.read_bytes()[-1:] in (b"\n", b"")
        descriptor = os.open(city.history, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:  # after a torn line a new one is begun
            stream.write(("" if whole else "\n").encode() + line.encode())
            stream.flush()
            os.fsync(descriptor)


def read(city: CityHome, part: str | None = None) -> list[Entry]:
    """All runs, oldest first; of one part when named. A line cut by a power failure is passed over."""
    try:
        lines = city.history.read_text().splitlines()
    except FileNotFoundError:
        return []
    entries = [entry for line in lines if (entry := _parse(line))]
    return [entry for entry in entries if part is None or entry.part == part]


def git_state(checkout: Path) -> tuple[str, bool]:
    """(commit, whether files differ from it); ("", False) outside Git."""
    commit = _git(checkout, "rev-parse", "HEAD")
    return commit, bool(commit and _git(checkout, "status", "--porcelain"))


def _git(checkout: Path, *words: str) -> str:
    try:
        answer = subprocess.run(
            ["git", "-C", str(checkout), *words], check=False, capture_output=True, text=True, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def who() -> str:
    """The person at the keyboard, and the host: ``name@host``."""
    return f"{os.environ.get('SUDO_USER') or getpass.getuser()}@{socket.gethostname()}"


def _parse(line: str) -> Entry | None:
    try:
        return Entry(**json.loads(line))
    except (ValueError, TypeError):
        return None
