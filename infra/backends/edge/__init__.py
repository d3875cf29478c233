"""Routes on an edge server, through the program ``kominfo-edge`` that lives there (roles/edge)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.backends.ssh import Completed, Connection, run
from infra.errors import KominfoError, Problem

PROGRAM = "/usr/local/sbin/kominfo-edge"
SECONDS = 120
NO_ROUTE = 3

__all__ = ["Shown", "drop", "fill", "parts", "put", "show"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A part's route as the edge has it; ``drift``: lines of its files that were changed behind its back."""

    route: Mapping[str, Any]
    drift: tuple[str, ...] = ()


def put(conn: Connection, part: str, sites: list[dict[str, Any]]) -> None:
    """Route the part's hosts to its services, and activate that.

    Raises KominfoError when the edge refuses; it goes on with what it had.
    """
    route = json.dumps({"part": part, "sites": sites}).encode()
    _accepted(conn, part, "refuses this route", _call(conn, "put", part, stdin=route))


def drop(conn: Connection, part: str) -> None:
    """Forget the part's hosts. None there is success."""
    done = _call(conn, "drop", part)
    if done.returncode != NO_ROUTE:
        _accepted(conn, part, "does not let go of the route", done)


def show(conn: Connection, part: str) -> Shown | None:
    """The part's route, or None when the edge has none, or is no edge (any more)."""
    done = _call(conn, "show", part)
    if done.returncode == NO_ROUTE or _absent(done):
        return None
    _accepted(conn, part, "cannot show the route", done)
    answer = json.loads(done.stdout)
    return Shown(answer["route"], tuple(answer["drift"]))


def fill(conn: Connection, routes: Mapping[str, Any], keep: Sequence[str]) -> None:
    """Let the edge have the ``routes`` (part → sites), what it has of the parts to ``keep``, and no other.

    Raises KominfoError when the edge refuses; it goes on with what it had.
    """
    filling = {"routes": [{"part": part, "sites": sites} for part, sites in routes.items()], "keep": [*keep]}
    done = _call(conn, "fill", stdin=json.dumps(filling).encode())
    _accepted(conn, "", "refuses the city's routes", done)


def parts(conn: Connection) -> frozenset[str]:
    """The parts that have a route there. KominfoError when it cannot tell, or is no edge."""
    done = _call(conn, "parts")
    _accepted(conn, "", "cannot tell its routes", done)
    return frozenset(json.loads(done.stdout))


def _call(conn: Connection, action: str, *part: str, stdin: bytes = b"") -> Completed:
    become = [] if conn.user == "root" else ["sudo", "-n", "--"]
    return run(conn, [*become, PROGRAM, action, *part], stdin, timeout=SECONDS)


def _absent(done: Completed) -> bool:
    """The program is not there: sudo says so with 1, a shell with 127."""
    return done.returncode == 127 or (done.returncode == 1 and b"command not found" in done.stderr)


def _accepted(conn: Connection, part: str, fault: str, done: Completed) -> None:
    if done.returncode == 0:
        return
    said = done.stderr.decode(errors="replace").strip()
    reason = f"{PROGRAM} is not there: the role edge has not run" if _absent(done) else said
    raise KominfoError(
        Problem(
            f"edge {conn.label}",
            part,
            fault,
            reason or f"it ended with {done.returncode}",
            "mend what it names and run the same again; what was served before is served still",
        )
    )
