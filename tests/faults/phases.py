"""A command of the door in the background, and the moment of it at which a fault is injected.

The moment lies after a random line of what the command prints, and a random part of a second later. The seed
is printed with every run; `KOMINFO_TEST_SEED` repeats it.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from infra.engine.processes import end_family
from infra.home import CHECKOUT
from tests.support.story import COMMAND_SECONDS, Ended, Story

VARIABLE = "KOMINFO_TEST_SEED"
SEED = int(os.environ.get(VARIABLE) or random.SystemRandom().randrange(10**6))
LINES = 30
"""About what an `up` says that changes one site."""


@dataclass(slots=True)
class Run:
    """A command at work. ``lines`` is what it said so far."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    said_more: threading.Condition = field(default_factory=threading.Condition)

    def follow(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self.said_more:
                self.lines.append(line)
                self.said_more.notify_all()
        with self.said_more:
            self.said_more.notify_all()

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def wait_for_line(self, number: int) -> None:
        """Until it said that many lines, or ended."""
        with self.said_more:
            while len(self.lines) < number and self.runs:
                self.said_more.wait(0.2)

    def wait_for(self, words: str) -> None:
        """Until it says ``words``; it must."""
        with self.said_more:
            while not any(words in line for line in self.lines):
                assert self.runs, "".join(self.lines)
                self.said_more.wait(0.2)

    def ended(self) -> Ended:
        self.process.wait(COMMAND_SECONDS)
        return Ended(self.process.returncode, "".join(self.lines))

    def kill(self, *, family: bool) -> None:
        """SIGKILL the command alone, or with all it started: as when its machine loses power."""
        if family:
            end_family(self.process.pid)
        else:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def running(story: Story, *words: str) -> Iterator[Run]:
    """``./kominfo words`` in the background; nothing of it outlives the body."""
    process = subprocess.Popen(
        [str(CHECKOUT / "kominfo"), *words],
        env={**os.environ, "KOMINFO_STACKS": str(story.folder.parent)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    run = Run(process)
    following = threading.Thread(target=run.follow)
    following.start()
    try:
        yield run
    finally:
        if run.runs:
            end_family(process.pid)
        process.wait()
        following.join()


def wait_for_a_phase(run: Run, fault: str) -> str:
    """Sleep until the moment that the seed gives this ``fault``; says which it was."""
    chance = random.Random(f"{SEED}/{fault}")  # noqa: S311  # no secret: it has to repeat
    run.wait_for_line(chance.randrange(LINES))
    time.sleep(chance.random())
    phase = run.lines[-1].strip() if run.lines else "before its first word"
    return f"after {phase!r}" if run.runs else "after its end"
