"""What an image is built from: the files of its context, their digest, and the archive the daemon gets."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from docker.utils.build import create_archive, exclude_paths

DOCKERFILE = "Dockerfile"
# Go's fs.FileMode letters for the kinds a context can hold, in its order.
_KINDS = (
    (stat.S_ISDIR, "d"),
    (stat.S_ISLNK, "L"),
    (stat.S_ISBLK, "D"),
    (stat.S_ISCHR, "Dc"),
    (stat.S_ISFIFO, "p"),
    (stat.S_ISSOCK, "S"),
)


@dataclass(frozen=True, slots=True)
class Context:
    """A folder and a Dockerfile, each relative to the program's folder (or absolute)."""

    folder: Path
    dockerfile: Path

    @property
    def inner_dockerfile(self) -> str:
        """The Dockerfile's path seen from the folder; begins with ``../`` when it is not inside."""
        return os.path.relpath(self.dockerfile.absolute(), self.folder.absolute())

    def faults(self) -> str | None:
        """Why nothing can be built, or ``None``."""
        if not self.folder.is_dir():
            return f"there is no folder {self.folder}"
        if self.dockerfile.is_file():
            return None
        inside = self.folder / self.dockerfile
        hint = f'. Try setting `dockerfile` to "{inside}"' if inside.is_file() else ""
        kind = "absolute" if self.dockerfile.is_absolute() else "relative"
        return f"could not open dockerfile at {kind} path {self.dockerfile}{hint}"

    def patterns(self) -> list[str]:
        """The ignore file's patterns; a Dockerfile of another name has an ignore file of its own."""
        name = self.dockerfile.name
        ignore = self.folder / (".dockerignore" if name == DOCKERFILE else f"{name}.dockerignore")
        if not ignore.is_file():
            return []
        lines = (line.strip() for line in ignore.read_text().splitlines())
        return [line for line in lines if line and not line.startswith("#")]

    def digest(self) -> str:
        """SHA-256 over names, modes and contents of what is not ignored, as the official plugin has it."""
        total = hashlib.sha256()
        total.update(_entry(self.dockerfile, DOCKERFILE, "----------"))
        for name in self._files():
            path = self.folder / name
            total.update(_entry(path, name, go_mode(path.lstat().st_mode)))
        return total.hexdigest()

    def _files(self) -> Iterator[str]:
        """Paths of files (not folders) in the order of their parts."""
        patterns = self.patterns()
        kept = set(exclude_paths(str(self.folder.absolute()), patterns)) if patterns else None
        yield from _walk(self.folder, Path(), kept)

    def archive(self) -> IO[bytes]:
        """A tar of the context, owned by root; the daemon always gets the Dockerfile and the ignore file."""
        inner = self.inner_dockerfile
        outside = inner.startswith("../")
        patterns = self.patterns()
        keep = [] if outside or not patterns else [f"!{inner}"]
        names = sorted(exclude_paths(str(self.folder.absolute()), [*patterns, *keep]))
        extra = [(self.sent_dockerfile, self.dockerfile.read_text())] if outside else []
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
        create_archive(
            root=str(self.folder.absolute()), files=names, fileobj=file, gzip=False, extra_files=extra
        )
        file.seek(0)
        return file

    @property
    def sent_dockerfile(self) -> str:
        """The Dockerfile's name in the archive."""
        inner = self.inner_dockerfile
        if not inner.startswith("../"):
            return inner
        return f".dockerfile.{hashlib.sha256(self.dockerfile.read_bytes()).hexdigest()[:20]}"


def _walk(root: Path, inner: Path, kept: set[str] | None) -> Iterator[str]:
    for path in sorted((root / inner).iterdir(), key=lambda path: path.name.encode()):
        name = inner / path.name
        if path.is_dir() and not path.is_symlink():
            yield from _walk(root, name, kept)
        elif kept is None or name.as_posix() in kept:
            yield name.as_posix()


def _entry(path: Path, name: str, mode: str) -> bytes:
    content = hashlib.sha256()
    if path.is_symlink() and mode.startswith("L"):
        content.update(_target(path).encode())
    else:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                content.update(piece)
    return name.encode() + mode.encode() + content.digest() + b"\0"


def _target(path: Path) -> str:
    """Where a link leads: relative to the program's folder when the link was, as Go's EvalSymlinks has it."""
    if not path.exists():
        return str(path.readlink())
    real = os.path.realpath(path)
    return real if path.is_absolute() else os.path.relpath(real)


def go_mode(mode: int) -> str:
    """A file mode as Go's ``fs.FileMode.String`` writes it: ``-rw-r--r--``, ``Lrwxrwxrwx``."""
    letters = "".join(letter for is_kind, letter in _KINDS if is_kind(mode))
    letters += "u" if mode & stat.S_ISUID else ""
    letters += "g" if mode & stat.S_ISGID else ""
    letters += "t" if mode & stat.S_ISVTX else ""
    permissions = ("rwxrwxrwx"[place] if mode & (1 << (8 - place)) else "-" for place in range(9))
    return (letters or "-") + "".join(permissions)
