"""The engine's shelf in the cache: complete folders only, checked by hash whenever one is taken down."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from infra.files import sha256_of, write_whole
from infra.home import private_directory


def shelf(cache: Path) -> Path:
    return cache / "engine"


def binary(root: Path) -> Path:
    return root / "bin" / "pulumi"


def _record(root: Path) -> Path:
    return root / "bin" / "pulumi.sha256"


@lru_cache(maxsize=8)  # one process asks for each stack; a binary of 112 MB takes a third of a second to hash
def _matches(root: Path, stamp: tuple[int, int]) -> bool:
    return _record(root).read_text().strip() == sha256_of(binary(root))


def intact(root: Path) -> bool:
    """True when ``root/bin/pulumi`` is there and is, byte for byte, what was put there."""
    try:
        status = binary(root).stat()
        return _matches(root, (status.st_mtime_ns, status.st_size))
    except OSError:
        return False


@contextmanager
def workshop(cache: Path) -> Iterator[Path]:
    """A scratch folder on the shelf's file system; whatever is in it (build caches) goes at the end."""
    folder = Path(tempfile.mkdtemp(prefix=".work-", dir=private_directory(shelf(cache))))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(staged: Path, root: Path) -> Path:
    """Move ``staged`` (holding ``bin/pulumi``) to ``root`` whole, its hash recorded beside it."""
    binary(staged).chmod(0o755)
    write_whole(_record(staged), (sha256_of(binary(staged)) + "\n").encode())
    if root.exists():  # it was not intact, or nobody would be here
        shutil.rmtree(root)
    staged.rename(root)
    return root
