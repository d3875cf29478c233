"""A folder's files as data, and in a form to keep: one small file, the same bytes for the same content."""

from __future__ import annotations

import io
import lzma
import tarfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from infra.errors import KominfoError, Problem

LARGEST = 64 * 2**20
"""Bytes of all files together: what is kept is read whole."""


class File(NamedTuple):
    """A plain file."""

    content: bytes
    executable: bool = False

    @property
    def is_text(self) -> bool:
        """As Git decides it."""
        return b"\0" not in self.content[:8000]


Tree = Mapping[str, File]
"""Paths relative to the folder, with `/`."""


def read_tree(folder: Path) -> dict[str, File]:
    """Every file below ``folder``, which holds no links."""
    return {
        path.relative_to(folder).as_posix(): read_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def read_file(path: Path) -> File:
    return File(path.read_bytes(), bool(path.stat().st_mode & 0o100))


def packed(tree: Tree) -> bytes:
    """``tree`` as a ``.tar.xz`` that tells no time and no owner."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name, file in sorted(tree.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(file.content), 0o755 if file.executable else 0o644
            archive.addfile(entry, io.BytesIO(file.content))
    return lzma.compress(plain.getvalue())


def unpacked(archive: bytes, place: str) -> dict[str, File]:
    """What ``packed`` made. Read into memory alone: nothing it holds can write anywhere.

    KominfoError naming ``place`` for anything else.
    """
    try:
        with lzma.open(io.BytesIO(archive)) as stream:
            plain = stream.read(LARGEST + 1)
        if len(plain) > LARGEST:
            raise _broken(place, f"it holds more than {LARGEST // 2**20} MiB")
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as opened:
            return {entry.name: _entry(opened, entry, place) for entry in opened}
    except (lzma.LZMAError, tarfile.TarError, EOFError, OSError) as error:
        raise _broken(place, str(error)) from error


def _entry(opened: tarfile.TarFile, entry: tarfile.TarInfo, place: str) -> File:
    path = PurePosixPath(entry.name)
    stream = opened.extractfile(entry) if entry.isreg() else None
    if stream is None or path.is_absolute() or ".." in path.parts or str(path) != entry.name:
        raise _broken(place, f"{entry.name!a} is no plain file of a folder")
    return File(stream.read(), bool(entry.mode & 0o100))


def _broken(place: str, reason: str) -> KominfoError:
    remedy = "Take it from Git again, as it was when `new` or `template update` wrote it."
    return KominfoError(Problem(place, "", "it cannot be read", reason, remedy))
