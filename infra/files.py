"""Small file habits all rooms share: whole or not at all, one at a time, and a hash of what is there."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.home import private_directory

SKIPPED = frozenset({".git", "__pycache__", ".ruff_cache", ".mypy_cache"})  # made anew by tools


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Replace ``path`` so that a reader (or a power cut) sees the old content or the new, never a part."""
    private_directory(path.parent)
    staged = path.with_name(f".{path.name}.{os.getpid()}.new")
    descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(descriptor)
    staged.replace(path)


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
    for name, file in _walk(root):
        if file.name in but:
            continue
        if file.is_symlink():
            told = f"link {file.readlink()}"
        else:
            told = f"{'x' if os.access(file, os.X_OK) else '-'} {sha256_of(file)}"
        total.update(f"{name}\0{told}\0".encode())
    return total.hexdigest()


def _walk(root: Path) -> Iterator[tuple[str, Path]]:
    if root.is_file() or root.is_symlink():
        yield "", root
        return
    for folder, names, files in os.walk(root):
        linked = [name for name in names if Path(folder, name).is_symlink()]
        names[:] = sorted(set(names) - SKIPPED - set(linked))
        for name in sorted([*files, *linked]):
            file = Path(folder, name)
            if file.is_symlink() or file.is_file():
                yield str(file.relative_to(root)), file
