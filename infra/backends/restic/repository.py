"""One place of copies: made at first use, written, thinned out, proven, read back."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.backends.restic.runner import Runner, is_absent, problem
from infra.backends.ssh import Connection, run, said, ssh_options
from infra.errors import KominfoError, Problem

PARTS = 7  # a daily run reads one seventh of what is kept: a whole week reads all of it


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One copy. ``time`` is ISO 8601 (UTC) to the second; ``marks`` say what of the servers is in it."""

    id: str
    time: str
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Saved:
    """A copy just made. Sizes in bytes; ``added`` is what the place grew by."""

    id: str
    size: int
    added: int


@dataclass(frozen=True, slots=True)
class Repository:
    """``label`` is how messages name it; ``options`` are restic's for the way there."""

    label: str
    location: str
    runner: Runner
    options: tuple[str, ...] = ()

    def ensure(self) -> None:
        """Make it where there is none. KominfoError when it cannot be reached, made or opened."""
        done = self.runner.run(self._argv("cat", "config"))
        if is_absent(done):
            done = self.runner.run(self._argv("init"))
        if done.returncode:
            raise problem(self.label, "preparing the place", done)
        self._do("freeing a lock of a dead run", "unlock")

    def save(self, folder: Path, names: Sequence[str], city: str, marks: Sequence[str]) -> Saved:
        """Copy ``names`` of ``folder``. All of it, or KominfoError and the former copies as they were."""
        tags = [word for mark in marks for word in ("--tag", mark)]
        told = self._do(
            "making the copy", "backup", "--json", "--quiet", "--host", city, *tags, *names, folder=folder
        )
        summary: dict[str, Any] = json.loads(told.splitlines()[-1])
        return Saved(summary["snapshot_id"], summary["total_bytes_processed"], summary["data_added"])

    def snapshots(self, city: str) -> tuple[Snapshot, ...]:
        """The city's copies, the oldest first."""
        listed = json.loads(self._do("listing the copies", "snapshots", "--json", "--host", city))
        found = (
            Snapshot(one["short_id"], _utc(one["time"]), frozenset(one.get("tags") or ())) for one in listed
        )
        return tuple(sorted(found, key=lambda one: one.time))

    def thin_out(self, city: str, daily: int, weekly: int, monthly: int) -> None:
        """Forget what is older than is kept, and free its room."""
        kept = {"--keep-daily": daily, "--keep-weekly": weekly, "--keep-monthly": monthly}
        words = [word for option, number in kept.items() if number for word in (option, str(number))]
        scope = (
            "--host",
            city,
            "--group-by",
            "host",
        )  # the staged folder and the marks differ from run to run
        self._do("removing old copies", "forget", "--prune", *scope, *words)

    def check(self, part: int | None) -> None:
        """Prove structure and sizes, and read one of ``PARTS`` parts of the data (None: all of it)."""
        reading = f"--read-data-subset={part}/{PARTS}" if part else "--read-data"
        done = self.runner.run(self._argv("check", reading))
        if done.returncode:
            raise self._damaged(problem(self.label, "checking the copies", done))

    def restore(self, snapshot: str, include: str, target: Path) -> None:
        """Bring ``include`` (``/control``) of a copy into ``target``, and compare what was written."""
        self._do(
            "reading the copy back",
            *("restore", snapshot, "--include", include, "--target", str(target), "--verify"),
        )

    def _argv(self, *words: str) -> list[str]:
        return [*self.options, "--repo", self.location, *words]

    def _do(self, doing: str, *words: str, folder: Path | None = None) -> str:
        done = self.runner.run(self._argv(*words), folder)
        if done.returncode:  # 3 too: a copy with files left out is none
            raise problem(self.label, doing, done)
        return done.stdout

    def _damaged(self, found: KominfoError) -> KominfoError:
        (one,) = found.problems
        if not one.fault.endswith("failed"):
            return found
        remedy = "keep it away from writes, restore from another place; to begin anew move the folder away"
        return KominfoError(Problem(one.place, "", "these copies are damaged", one.reason, remedy))


def _utc(time: str) -> str:
    """restic writes the time of whoever made the copy, to the nanosecond."""
    return datetime.fromisoformat(time).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_folder(folder: Path, city: str, runner: Runner) -> Repository:
    """The city's copies below ``folder`` of this machine."""
    return Repository(str(folder), str(folder / city), runner)


def on_server(conn: Connection, folder: str, city: str, runner: Runner, label: str) -> Repository:
    """The city's copies below ``folder`` of a server, over the connection that is there already."""
    way = shlex.join(["ssh", *ssh_options(conn), f"{conn.user}@{conn.address}", "-s", "sftp"])
    location = f"sftp:{conn.user}@{conn.address}:{folder}/{city}"
    return Repository(label, location, runner, ("--option", f"sftp.command={way}"))


def make_room_on(conn: Connection, folder: str, city: str) -> None:
    """Let the server have the city's own folder below ``folder``, for the platform's user alone."""
    owner = ("--owner", conn.user, "--group", conn.user)
    for argv in (["mkdir", "-p", folder], ["install", "-d", "-m", "0700", *owner, f"{folder}/{city}"]):
        done = run(conn, ["sudo", "--non-interactive", *argv])
        if done.returncode:
            raise KominfoError(
                Problem(
                    conn.label,
                    folder,
                    "the folder for the copies cannot be made",
                    said(done.stderr),
                    "name another folder under `backup` in datacenter.yaml",
                )
            )
