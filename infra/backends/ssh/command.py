"""Run a command on a server, and say in plain words why one could not be run."""

from __future__ import annotations

import shlex
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from infra.backends.ssh.connection import Connection, control_prefix, runtime_directory, ssh_options
from infra.errors import KominfoError, Problem
from infra.home import Home

SSH_FAILED = 255
"""ssh's own exit status when there was no session; no command of ours ends with it (ssh(1), EXIT STATUS)."""

# Of this process: whose turn it is to meet a server first, and whom it has met.
_MEETING = threading.Lock()
_TURNS: dict[Connection, threading.Lock] = {}
_MET: set[Connection] = set()


@dataclass(frozen=True, slots=True)
class Completed:
    """What a remote command answered. ``returncode`` is the command's own, never ssh's 255."""

    returncode: int
    stdout: bytes
    stderr: bytes


def run(conn: Connection, argv: Sequence[str], stdin: bytes = b"", timeout: float = 60) -> Completed:
    """Run ``argv`` on the server, quoted for its shell. ``timeout`` in seconds.

    Raises KominfoError when the server cannot be reached, does not prove its identity, refuses the key, or
    does not answer in time. The command's own failure is the caller's to judge.
    """
    command = ["ssh", "-T", *ssh_options(conn), "--", f"{conn.user}@{conn.address}", shlex.join(argv)]
    try:
        with _one_at_first(conn):
            done = subprocess.run(command, input=stdin, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired as error:
        raise KominfoError(
            Problem(
                conn.label,
                "",
                f"{argv[0]} did not end within {timeout:g} s",
                said(error.stderr or b""),
                "look at the server's load and disks, then run the same command again",
            )
        ) from None
    if done.returncode == SSH_FAILED:
        raise unreachable(conn, said(done.stderr))
    return Completed(done.returncode, done.stdout, done.stderr)


@contextmanager
def _one_at_first(conn: Connection) -> Iterator[None]:
    """The first command of ours on a server makes the connection that all others share.

    Begun side by side each would make its own, and sshd drops beginners that are many (MaxStartups).
    """
    with _MEETING:
        turn = _TURNS.setdefault(conn, threading.Lock())
    if conn in _MET:
        yield
        return
    with turn:
        try:
            yield
        finally:
            _MET.add(conn)


def stream(
    conn: Connection,
    argv: Sequence[str],
    *,
    source: IO[bytes] | None = None,
    target: IO[bytes] | None = None,
) -> Completed:
    """Run ``argv`` like ``run``, from the open file ``source`` and into ``target``, however large they are.

    It may take its time: a server that falls silent is given up by ssh itself.
    """
    done = subprocess.run(
        ["ssh", "-T", *ssh_options(conn), "--", f"{conn.user}@{conn.address}", shlex.join(argv)],
        stdin=source or subprocess.DEVNULL,
        stdout=target or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode == SSH_FAILED:
        raise unreachable(conn, said(done.stderr))
    return Completed(done.returncode, b"", done.stderr)


def said(stderr: bytes) -> str:
    """The last lines a program wrote on its standard error, on one line."""
    lines = [line.strip() for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    return "; ".join(lines[-3:])


def unreachable(conn: Connection, said: str) -> KominfoError:
    """The error for a connection that did not come about, told apart by what ssh said."""
    if "REMOTE HOST IDENTIFICATION HAS CHANGED" in said or "Host key verification failed" in said:
        return _host_key(conn, said)
    if "Permission denied" in said:
        fault, remedy = (
            f"refuses our key for user {conn.user}",
            f"put the public half of {conn.key_file} in that user's authorized_keys",
        )
    elif "kex_exchange_identification" in said or "Not allowed at this time" in said:
        fault, remedy = (
            "ends ssh connections before they begin",
            "its sshd may hold this machine's address for failed logins (PerSourcePenalties): wait a minute, "
            "run again; if it stays, read on the server: journalctl -u ssh",
        )
    else:
        fault, remedy = (
            "cannot be reached over ssh",
            "check that the server runs, its address and port in datacenter.yaml, and the network between; "
            + if_gone(conn),
        )
    return KominfoError(Problem(conn.label, "", fault, said or "ssh said nothing", remedy))


def if_gone(conn: Connection) -> str:
    """What to do about a server that will never answer again."""
    city = conn.known_hosts.parent.parent.name
    return f"one that is gone for good: ./kominfo server forget {city} {conn.name or 'NAME'}"


def _host_key(conn: Connection, said: str) -> KominfoError:
    return KominfoError(
        Problem(
            conn.label,
            "host_key",
            "does not show the host key recorded for it",
            f"it was reinstalled, or another machine answers in its place; recorded in {conn.known_hosts}",
            "compare the key on the server's own console (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub); "
            "if it is really new, set host_key in datacenter.yaml or run: kominfo trust CITY",
        )
    )


def close(conn: Connection) -> None:
    """End the shared connection, if there is one; also needed after a user's groups changed on the server."""
    _exit([*ssh_options(conn), "-O", "exit", "--", f"{conn.user}@{conn.address}"])


def close_all(city: str) -> None:
    """End every shared connection to the city's servers; those of other cities, and of other homes, stay."""
    home = Home.find().city(city)
    for socket in runtime_directory().glob(f"{control_prefix(home.ssh_key, home.known_hosts)}*"):
        _exit(["-F", "none", "-o", f"ControlPath={socket}", "-O", "exit", "--", "shared"])
        socket.unlink(missing_ok=True)


def _exit(arguments: Sequence[str]) -> None:
    subprocess.run(["ssh", *arguments], capture_output=True, timeout=10, check=False)
