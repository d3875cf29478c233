"""Write a key once: whole, private from its first byte, and never over another."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.home import private_directory


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One maker at a time, across processes; the folder itself is the lock."""
    handle = os.open(private_directory(folder), os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Put ``content`` at ``path`` in one step: a killed run leaves all of it or nothing."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as fresh:
        os.fchmod(fresh.fileno(), mode)
        fresh.write(content)
        fresh.flush()
        os.fsync(fresh.fileno())
    Path(fresh.name).replace(path)
