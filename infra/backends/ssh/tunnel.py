"""Reach a port or a socket that only the server itself can reach."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.backends.ssh.command import run, said, unreachable
from infra.backends.ssh.connection import CONNECT_SECONDS, Connection, runtime_directory, ssh_options


@contextmanager
def forward_socket(conn: Connection, remote: str) -> Iterator[Path]:
    """A private Unix socket of ours that leads to ``remote``: a socket's path there, or host:port.

    A port of our loopback would do for both, but another program may take it between our look and ssh's bind.
    It goes through the shared connection, made first where there is none, and ends with the context.
    Errors: KominfoError with what ssh said.
    """
    with tempfile.TemporaryDirectory(prefix="t-", dir=runtime_directory()) as folder:
        local = Path(folder) / "s"
        if _told(conn, "forward", f"{local}:{remote}"):
            run(conn, ["true"])
            if refused := _told(conn, "forward", f"{local}:{remote}"):
                raise unreachable(conn, refused)
        try:
            yield local
        finally:
            _told(conn, "cancel", f"{local}:{remote}")


def _told(conn: Connection, word: str, forward: str) -> str:
    """Let the shared connection begin or end a forwarding; what it objects to, empty when it did so."""
    argv = ["ssh", *ssh_options(conn), "-O", word, "-L", forward, "--", f"{conn.user}@{conn.address}"]
    try:
        done = subprocess.run(
            argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=2 * CONNECT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"the shared connection did not answer within {2 * CONNECT_SECONDS} s"
    return "" if done.returncode == 0 else said(done.stderr) or f"ssh ended with {done.returncode}"
