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

SPEAKING = frozenset({"bench", "cli", "scaffold"})  # rooms that decide nothing about what a part becomes
PRIVATE = 0o600
PLATFORM = "the platform's code and roles"


def platform_digest(checkout: Path = CHECKOUT) -> str:
    """One hash of the code that decides what a part becomes."""
    rooms = sorted(path for path in (checkout / "infra").iterdir() if path.name not in SPEAKING | SKIPPED)
    return _digest("", (*rooms, checkout / "roles", checkout / "opd_templates" / "_base"))


def digests(inputs: Mapping[str, Path], facts: Mapping[str, Any], platform: str) -> dict[str, str]:
    """A hash of each thing a part is made of, by name: ``inputs`` (files, source trees), plain ``facts``."""
    named = {name: tree_digest(path) for name, path in inputs.items()}
    told = {name: _digest(json.dumps(fact, sort_keys=True, default=str), ()) for name, fact in facts.items()}
    return {**named, **told, PLATFORM: platform}


def total(digests: Mapping[str, str]) -> str:
    """One hash of several."""
    return _digest(json.dumps(digests, sort_keys=True), ())


def _digest(first: str, roots: Iterable[Path]) -> str:
    total = hashlib.sha256(first.encode())
    for root in roots:
        total.update(f"\0root {root}\0{tree_digest(root)}".encode())
    return total.hexdigest()


def fresh(home: Home, stack: Stack, digest: str) -> bool:
    """True when the last ``up`` of ``stack`` succeeded with these very inputs."""
    return _read(home, stack).get("digest") == digest


def framed(home: Home, stack: Stack, frame: str) -> bool:
    """True when the last ``up`` succeeded with the inputs whose hash without source trees is ``frame``.

    Then only images can differ, and the services that run them: nothing is deleted or replaced.
    """
    return _read(home, stack).get("frame") == frame


def write(home: Home, stack: Stack, digest: str, frame: str, outcome: str) -> None:
    """Remember how an ``up`` with the inputs ``digest`` ended."""
    stamp = {"digest": digest, "frame": frame, "outcome": outcome}
    write_whole(_file(home, stack), json.dumps(stamp).encode(), PRIVATE)


def _read(home: Home, stack: Stack) -> dict[str, str]:
    """The stamp of a success; empty when there is none."""
    try:
        stamp = json.loads(_file(home, stack).read_text())
        return stamp if stamp["outcome"] == "succeeded" else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def take(home: Home, stack: Stack) -> bytes | None:
    """Lift the stamp: without it the next ``up`` asks the engine. ``None`` when there is none."""
    file = _file(home, stack)
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        return None
    file.unlink(missing_ok=True)
    return text


def put(home: Home, stack: Stack, taken: bytes) -> None:
    """Give back what ``take`` lifted."""
    write_whole(_file(home, stack), taken, PRIVATE)


def _file(home: Home, stack: Stack) -> Path:
    return home.city(stack.city).stamps / f"{stack.part}.json"
