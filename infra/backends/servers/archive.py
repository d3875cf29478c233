"""Parts of a server's disk as one archive: out of it and back into it, with owners and modes."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from infra.backends.ssh import Completed, Connection, run, said, stream
from infra.errors import KominfoError, Problem

TAR = ("tar", "--create", "--sparse", "--warning=no-file-changed", "--warning=no-file-removed")
UNTAR = ("tar", "--extract", "--preserve-permissions", "--same-owner")
CHANGED = 1  # tar's status for files that came or went while it read (its manual, "Return status")
SECONDS = 600
SPARE = 64 * 2**20
"""Bytes that the control host's disk must have left."""


def as_root(conn: Connection, argv: Sequence[str]) -> Completed:
    return run(conn, _sudo(argv), timeout=SECONDS)


def must(conn: Connection, argv: Sequence[str], doing: str) -> bytes:
    """Run ``argv`` as root; its output, or KominfoError saying that ``doing`` failed."""
    done = as_root(conn, argv)
    if done.returncode:
        raise failed(conn, doing, said(done.stderr + done.stdout))
    return done.stdout


def fetch(conn: Connection, folder: str, members: Sequence[str], target: Path, *, settled: bool) -> None:
    """Write an archive of ``members`` (also ``--exclude=…``) of the server's ``folder`` to ``target``.

    ``settled`` refuses files that changed while they were read.
    """
    names = [member for member in members if not member.startswith("--")]
    size = must(conn, ["du", "-s", "--block-size=1", *(f"{folder}/{name}" for name in names)], "reading")
    _ensure_room(target, sum(int(line.split()[0]) for line in size.splitlines()), conn)
    with target.open("wb") as archive:
        done = stream(conn, _sudo([*TAR, "--directory", folder, *members]), target=archive)
    if done.returncode and (settled or done.returncode != CHANGED):
        raise failed(conn, f"reading {folder}", said(done.stderr))


def unpack(conn: Connection, archive: Path, folder: str, owner: str) -> None:
    """Make ``folder`` anew on the server, for ``owner`` alone, with what is in ``archive``."""
    must(conn, ["rm", "-rf", folder], f"clearing {folder}")
    must(conn, ["install", "-d", "-m", "0700", "-o", owner, "-g", owner, folder], f"making {folder}")
    with archive.open("rb") as content:
        done = stream(conn, _sudo([*UNTAR, "--directory", folder]), source=content)
    if done.returncode:
        raise failed(conn, f"writing {folder}", said(done.stderr))


def failed(conn: Connection, doing: str, reason: str) -> KominfoError:
    return KominfoError(
        Problem(conn.label, "", f"{doing} failed", reason, "look at the server, then run again")
    )


def _sudo(argv: Sequence[str]) -> list[str]:
    return ["sudo", "--non-interactive", *argv]


def _ensure_room(target: Path, needed: int, conn: Connection) -> None:
    free = shutil.disk_usage(target.parent).free
    if free < needed + SPARE:
        raise KominfoError(
            Problem(
                str(target.parent),
                "",
                f"{free // 2**20} MiB are free, and {needed // 2**20} MiB of {conn.name} pass through here",
                "an archive of a server stands on this disk until it is copied",
                "make room on it",
            )
        )
