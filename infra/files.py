"""Small file habits all rooms share: whole or not at all, one at a time, and a hash of what is there."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.errors import Problem
from infra.home import private_directory

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
SKIPPED = frozenset({".git", "__pycache__", ".ruff_cache", ".mypy_cache"})  # made anew by tools


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Replace ``path`` so that a reader (or a power cut) sees the old content or the new, never a part.

    ``OSError`` names ``path``; nothing of the attempt is left then.
    """
    private_directory(path.parent)
    staged = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(descriptor)
        staged.replace(path)
    except OSError as fault:
        staged.unlink(missing_ok=True)
        raise OSError(fault.errno, fault.strerror, str(path)) from None


def unwritable(fault: OSError, place: str) -> Problem:
    """What to tell of a file that could not be written: below ``place``, where ``fault`` names none."""
    said = fault.strerror or str(fault)
    return Problem(
        str(fault.filename or place),
        "",
        f"this disk is full ({said})" if fault.errno in FULL else f"it cannot be used ({said})",
        "what was known before is kept as it was",
        "make room there, then run the same command again",
    )


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[int]:
    """Hold an exclusive ``flock`` on ``path``; yields its descriptor. ``BlockingIOError`` when not ``wait``.

    The kernel lets go of it when its last holder dies, however it dies.
    """
    private_directory(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield descriptor
    finally:
        os.close(descriptor)


def tree_digest(root: Path, but: Collection[str] = ()) -> str:
    """Hash of a file or folder: names, contents, executable bits, links; files named in ``but`` left out.

    What is absent has a hash too.
    """
    total = hashlib.sha256()
    for name, path in _walk(root):
        if os.path.basename(path) not in but:  # noqa: PTH119  # text alone: a Path each doubles the time
            total.update(f"{name}\0{_told(path)}\0".encode())
    return total.hexdigest()


def _told(path: str) -> str:
    with contextlib.suppress(OSError):
        return f"link {os.readlink(path)}"  # noqa: PTH115  # as above
    with open(path, "rb", buffering=0) as stream:  # noqa: PTH123  # as above
        content = hashlib.sha256(stream.read()).hexdigest()
    return f"{'x' if os.access(path, os.X_OK) else '-'} {content}"


def _walk(root: Path) -> Iterator[tuple[str, str]]:
    """(name relative to ``root``, path) of each file and link; a folder's own before those in its folders."""
    if root.is_file() or root.is_symlink():
        yield "", str(root)
    elif root.is_dir():
        yield from _inside(str(root), "")


def _inside(folder: str, prefix: str) -> Iterator[tuple[str, str]]:
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_symlink() or entry.is_file():
            yield prefix + entry.name, entry.path
    for entry in entries:
        if entry.is_dir(follow_symlinks=False) and entry.name not in SKIPPED:
            yield from _inside(entry.path, f"{prefix}{entry.name}/")
