"""Remembers with what inputs a part last came up, so that nothing is asked again when nothing changed.

Only a cache: without it everything is as right, and slower.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from infra.engine.stack import Stack
from infra.files import SKIPPED, tree_digest, write_whole
from infra.home import CHECKOUT, Home

SPEAKING = frozenset({"cli", "scaffold"})  # rooms that only talk with people, or write files for them
PRIVATE = 0o600


def platform_digest(checkout: Path = CHECKOUT) -> str:
    """One hash of the code that decides what a part becomes."""
    rooms = sorted(path for path in (checkout / "infra").iterdir() if path.name not in SPEAKING | SKIPPED)
    return _digest("", (*rooms, checkout / "roles"))


def inputs_digest(paths: Iterable[Path], upstream: Mapping[str, Any] | None, platform: str) -> str:
    """One hash of all a part is made of: its files and source trees, its upstream, ``platform_digest``."""
    return _digest(json.dumps([platform, upstream], sort_keys=True, default=str), paths)


def _digest(first: str, roots: Iterable[Path]) -> str:
    total = hashlib.sha256(first.encode())
    for root in roots:
        total.update(f"\0root {root}\0{tree_digest(root)}".encode())
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
