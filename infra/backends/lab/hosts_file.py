"""Our own block in /etc/hosts, so that a person's browser finds the lab: written whole, removed whole."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from infra.errors import KominfoError, Problem

HOSTS = Path("/etc/hosts")


def write(city: str, entries: Mapping[str, str], path: Path = HOSTS) -> None:
    """Put ``entries`` (host name → address) into the city's block; the rest of the file keeps every byte."""
    block = [_begin(city), *(f"{address}\t{name}" for name, address in sorted(entries.items())), _end(city)]
    before, after = _around(city, path)
    if before and not before[-1].endswith(b"\n"):
        before[-1] += b"\n"
    _replace(path, [*before, *(f"{line}\n".encode() for line in block), *after])


def remove(city: str, path: Path = HOSTS) -> None:
    """Take the city's block out again; none there is success."""
    before, after = _around(city, path)
    if (kept := before + after) != _lines(path):
        _replace(path, kept)


def _begin(city: str) -> str:
    return f"# kominfo {city}: begin (written by ./kominfo, gone with `./kominfo demo --down`)"


def _end(city: str) -> str:
    return f"# kominfo {city}: end"


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def _around(city: str, path: Path) -> tuple[list[bytes], list[bytes]]:
    """The lines before and after our block. Raises KominfoError when one of its two marks was lost."""
    lines = _lines(path)
    begin, end = f"# kominfo {city}: begin".encode(), _end(city).encode()
    begins = [index for index, line in enumerate(lines) if line.startswith(begin)]
    ends = [index for index, line in enumerate(lines) if line.rstrip() == end]
    if not begins and not ends:
        return lines, []
    if len(begins) != 1 or len(ends) != 1 or begins[0] > ends[0]:
        raise KominfoError(
            Problem(
                str(path),
                "",
                f"our block of {city} is damaged",
                "its first and last line do not stand once each, in order",
                f"remove the lines from '# kominfo {city}: begin' to '# kominfo {city}: end' by hand",
            )
        )
    return lines[: begins[0]], lines[ends[0] + 1 :]


def _replace(path: Path, lines: list[bytes]) -> None:
    """In one step where the file can be replaced; in place where it is a mount (inside a container)."""
    content = b"".join(lines)
    facts = path.stat()
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as fresh:
        fresh.write(content)
        os.fchmod(fresh.fileno(), stat.S_IMODE(facts.st_mode))
        os.fchown(fresh.fileno(), facts.st_uid, facts.st_gid)
    try:
        Path(fresh.name).replace(path)
    except OSError:
        Path(fresh.name).unlink()
        if not path.is_mount() and not os.path.ismount(path):
            raise
        path.write_bytes(content)
