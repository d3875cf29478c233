"""Keeps the last good states of each stack, and puts one back when a state file was cut short."""

from __future__ import annotations

import time
from pathlib import Path

from infra.engine.checkpoint import read_checkpoint
from infra.engine.stack import Stack
from infra.errors import KominfoError, Problem
from infra.files import write_whole
from infra.home import Home

KEPT = 5


def keep(home: Home, stack: Stack) -> Path | None:
    """Copy the state aside before a run that may change it; runs that change nothing use up no copy."""
    file = stack.checkpoint(home)
    if not file.exists():
        return None
    content = file.read_bytes()
    copies = sorted(stack.backups(home).glob("*.json"))
    if copies and copies[-1].read_bytes() == content:
        return copies[-1]
    second, fraction = divmod(time.time_ns(), 10**9)  # one reading of the clock: names sort by age
    copy = stack.backups(home) / f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(second))}-{fraction:09d}.json"
    write_whole(copy, content)
    for old in copies[: max(0, len(copies) + 1 - KEPT)]:
        old.unlink()
    return copy


def prune(home: Home, stack: Stack) -> None:
    """Drop all but the newest of the engine's records of runs: they grow without end."""
    records = sorted(stack.runs(home).glob("*.history.json"))
    for old in records[:-KEPT]:
        for file in old.parent.glob(f"{old.name.removesuffix('.history.json')}.*"):
            file.unlink()


def mend(home: Home, stack: Stack) -> str:
    """Put the engine's own ``.bak`` in place of a broken or lost state file; tells what was done, or ""."""
    file = stack.checkpoint(home)
    spare = file.with_name(file.name + ".bak")
    if _readable(file) or (not file.exists() and not spare.exists()):
        return ""
    if not _readable(spare):
        raise KominfoError(
            Problem(
                str(file),
                "",
                "the state file is broken, and so is the engine's copy of it",
                "the disk was full, or power was cut while it was written",
                f"choose the newest good file in {stack.backups(home)} and copy it there",
            )
        )
    if file.exists():
        file.replace(file.with_name(file.name + ".broken"))
    spare.replace(file)  # a full disk has room for a name
    return "the state file was broken; the engine's copy of one step before was put back"


def _readable(file: Path) -> bool:
    try:
        return read_checkpoint(file) is not None
    except ValueError:
        return False
