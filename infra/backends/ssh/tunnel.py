"""Reach a port or a socket that only the server itself can reach."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.backends.ssh.command import said, unreachable
from infra.backends.ssh.connection import CONNECT_SECONDS, Connection, plain_options, runtime_directory

ATTEMPTS = 5


@contextmanager
def tunnel(conn: Connection, host: str, port: int) -> Iterator[int]:
    """A port on our loopback that leads to ``host:port`` as seen from the server. Ends with the context."""
    for attempt in range(1, ATTEMPTS + 1):
        local = _free_port()
        with _forward(conn, f"127.0.0.1:{local}:{host}:{port}", lambda: _answers(local)) as failure:  # noqa: B023 - called only within this turn
            if failure is None:
                yield local
                return
        # Another program took the port between our look and ssh's bind: choose again.
        if attempt == ATTEMPTS or "Address already in use" not in failure:
            raise unreachable(conn, failure)


@contextmanager
def forward_socket(conn: Connection, remote: str) -> Iterator[Path]:
    """A private Unix socket of ours that leads to the server's socket ``remote``. Ends with the context."""
    with tempfile.TemporaryDirectory(prefix="t-", dir=runtime_directory()) as folder:
        local = Path(folder) / "s"
        with _forward(conn, f"{local}:{remote}", local.exists) as failure:
            if failure is not None:
                raise unreachable(conn, failure)
            yield local


@contextmanager
def _forward(conn: Connection, forward: str, ready: Callable[[], bool]) -> Iterator[str | None]:
    """Yield None once the forward stands, else what ssh said. Its own connection ends with the process."""
    command = ["ssh", "-N", *plain_options(conn), "-o", "ExitOnForwardFailure=yes", "-L", forward]
    process = subprocess.Popen(
        [*command, "--", f"{conn.user}@{conn.address}"], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        yield _wait(process, ready)
    finally:
        process.terminate()
        process.communicate()


def _wait(process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> str | None:
    deadline = time.monotonic() + 2 * CONNECT_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return (
                said(process.stderr.read() if process.stderr else b"")
                or f"ssh ended with {process.returncode}"
            )
        if ready():
            return None
        time.sleep(0.02)
    return f"the tunnel was not up after {2 * CONNECT_SECONDS} s"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
