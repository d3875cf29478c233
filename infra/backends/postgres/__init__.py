"""Databases on a server that holds them, through the program ``kominfo-postgres`` there (roles/postgres)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from infra.backends.ssh import Completed, Connection, run
from infra.errors import KominfoError, Problem

PROGRAM = "/usr/local/sbin/kominfo-postgres"
SECONDS = 60
COPY_SECONDS = 3600
NONE = 3

__all__ = ["Wanted", "drift", "drop", "put"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """``owner`` is the stack that a database belongs to; ``connections``: as many as its role may open."""

    owner: str
    password: str
    connections: int


def put(conn: Connection, name: str, wanted: Wanted) -> None:
    """Make the database and its role, or put them right. KominfoError where another stack owns it."""
    _accepted(conn, name, "the database cannot be made", _call(conn, "put", name, asdict(wanted)))


def drift(conn: Connection, name: str, wanted: Wanted) -> tuple[str, ...] | None:
    """How the database differs (- is, + should be); None where there is none."""
    done = _call(conn, "show", name, asdict(wanted))
    if done.returncode == NONE or _absent(done):
        return None
    _accepted(conn, name, "the database cannot be read", done)
    return tuple(json.loads(done.stdout)["drift"])


def drop(conn: Connection, name: str, owner: str) -> str:
    """Let the database go; the file on that server which holds its last copy, empty when there was none."""
    done = _call(conn, "drop", name, {"owner": owner}, COPY_SECONDS)
    _accepted(conn, name, "the database stays", done)
    return done.stdout.decode().strip()


def _call(
    conn: Connection, action: str, name: str, given: dict[str, Any], seconds: float = SECONDS
) -> Completed:
    become = [] if conn.user == "root" else ["sudo", "-n", "--"]
    return run(conn, [*become, PROGRAM, action, name], json.dumps(given).encode(), timeout=seconds)


def _absent(done: Completed) -> bool:
    """The program is not there: sudo says so with 1, a shell with 127."""
    return done.returncode == 127 or (done.returncode == 1 and b"command not found" in done.stderr)


def _accepted(conn: Connection, name: str, fault: str, done: Completed) -> None:
    if done.returncode == 0:
        return
    said = done.stderr.decode(errors="replace").strip()
    reason = f"{PROGRAM} is not there: the role postgres has not run" if _absent(done) else said
    raise KominfoError(
        Problem(
            f"databases of {conn.label}",
            name,
            fault,
            reason or f"it ended with {done.returncode}",
            "mend what it names and run the same again",
        )
    )
