"""Follows the file in which providers tell how a step is going (their protocol has no channel for it)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from infra.engine.narrate import name_of, type_of
from infra.engine.request import Event

VARIABLE = "KOMINFO_PROGRESS"
PAUSE = 0.25  # seconds between looks: a person reads it


@contextmanager
def followed(file: Path, stack: str, emit: Callable[[Event], None], log: IO[str]) -> Iterator[None]:
    """Emit each line appended to ``file`` until the block ends; the file goes with it."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    done = threading.Event()
    follower = threading.Thread(target=_follow, args=(file, stack, emit, log, done), daemon=True)
    follower.start()
    try:
        yield
    finally:
        done.set()
        follower.join()
        file.unlink(missing_ok=True)


def _follow(
    file: Path, stack: str, emit: Callable[[Event], None], log: IO[str], done: threading.Event
) -> None:
    with file.open() as stream:
        rest = ""
        while True:
            last = done.is_set()
            *lines, rest = (rest + stream.read()).split("\n")
            for line in lines:
                log.write(f"{line}\n")
                event = _event(line, stack)
                if event:
                    emit(event)
            if last:
                return
            done.wait(PAUSE)


def _event(line: str, stack: str) -> Event | None:
    try:
        said = json.loads(line)
        urn, resource = str(said.get("urn") or ""), str(said.get("resource") or "")
        text = str(said["message"])
        if "trace" in said:
            return None  # for the log alone
        at = datetime.fromisoformat(said["at"]).timestamp() if "at" in said else time.time()
    except (ValueError, KeyError, TypeError, AttributeError):
        return None  # a provider's torn line is no reason to stop a run
    return Event(stack, "progress", at, urn, name_of(urn) or resource, type_of(urn), text=text)
