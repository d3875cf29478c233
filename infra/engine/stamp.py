"""Remembers with what inputs a part last came up, so that nothing is asked again when nothing changed.

Only a cache: without it everything is as right, and slower.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.engine.files import sha256_of, write_whole
from infra.engine.stack import Stack
from infra.home import CHECKOUT, Home

PLATFORM = (CHECKOUT / "infra", CHECKOUT / "roles")  # code that decides what a part becomes
SKIPPED = frozenset({".git", "__pycache__", ".ruff_cache", ".mypy_cache"})
PRIVATE = 0o600


def inputs_digest(
    paths: Iterable[Path], upstream: Mapping[str, Any] | None, platform: Iterable[Path] = PLATFORM
) -> str:
    """One hash of all a part is made of: its files and source trees, the platform's code, its upstream."""
    total = hashlib.sha256(json.dumps(upstream, sort_keys=True, default=str).encode())
    for root in (*paths, *platform):
        total.update(f"\0root {root}\0{tree_digest(root)}".encode())
    return total.hexdigest()


def tree_digest(root: Path) -> str:
    """Hash of a file or folder: names, contents, executable bits, links. What is absent has a hash too."""
    total = hashlib.sha256()
    for name, file in _walk(root):
        if file.is_symlink():
            told = f"link {file.readlink()}"
        else:
            told = f"{'x' if os.access(file, os.X_OK) else '-'} {sha256_of(file)}"
        total.update(f"{name}\0{told}\0".encode())
    return total.hexdigest()


def fresh(home: Home, stack: Stack, digest: str) -> bool:
    """True when the last ``up`` of ``stack`` succeeded with these very inputs."""
    try:
        stamp = json.loads(_file(home, stack).read_text())
        return bool(stamp == {"digest": digest, "outcome": "succeeded"})
    except (OSError, ValueError):
        return False


def write(home: Home, stack: Stack, digest: str, outcome: str) -> None:
    """Remember how an ``up`` with the inputs ``digest`` ended."""
    write_whole(_file(home, stack), json.dumps({"digest": digest, "outcome": outcome}).encode(), PRIVATE)


def delete(home: Home, stack: Stack) -> None:
    """Forget: the next ``up`` asks the engine."""
    _file(home, stack).unlink(missing_ok=True)


def _file(home: Home, stack: Stack) -> Path:
    return home.city(stack.city).stamps / f"{stack.part}.json"


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
