"""Reach a port or a socket that only the server itself can reach."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.backends.ssh.command import said, unreachable
from infra.backends.ssh.connection import CONNECT_SECONDS, Connection, plain_options, runtime_directory


@contextmanager
def forward_socket(conn: Connection, remote: str) -> Iterator[Path]:
    """A private Unix socket of ours that leads to ``remote``: a socket's path there, or host:port.

    A port of our loopback would do for both, but another program may take it between our look and ssh's bind.
    Its own connection, and it ends with the context. Errors: KominfoError with what ssh said.
    """
    with tempfile.TemporaryDirectory(prefix="t-", dir=runtime_directory()) as folder:
        local = Path(folder) / "s"
        forward = ["-o", "ExitOnForwardFailure=yes", "-L", f"{local}:{remote}"]
        process = subprocess.Popen(
            ["ssh", "-N", *plain_options(conn), *forward, "--", f"{conn.user}@{conn.address}"],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            if failure := _wait(process, local):
                raise unreachable(conn, failure)
            yield local
        finally:
            process.terminate()
            process.communicate()


def _wait(process: subprocess.Popen[bytes], local: Path) -> str:
    """Empty once the socket is there, else what ssh said."""
    deadline = time.monotonic() + 2 * CONNECT_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            told = said(process.stderr.read() if process.stderr else b"")
            return told or f"ssh ended with {process.returncode}"
        if local.exists():
            return ""
        time.sleep(0.02)
    return f"the tunnel was not up after {2 * CONNECT_SECONDS} s"
