"""What a row of the table is, and how two things are timed fairly on a machine that does other things too."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

Timed = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """``ours`` and ``floor`` are medians, in ``unit``, of so many ``runs``.

    ``goal`` is the largest ratio that will do; with ``least`` the smallest. Without a floor it is about
    ``ours`` itself. ``note`` says what a number cannot, first of all why a goal was missed.
    """

    row: str
    ours: float
    floor: float | None
    goal: float
    runs: int
    unit: str = "s"
    least: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return None if self.floor is None else self.ours / self.floor

    @property
    def judged(self) -> float:
        """What is held against the goal."""
        return self.ours if self.ratio is None else self.ratio

    @property
    def met(self) -> bool:
        return self.judged >= self.goal if self.least else self.judged <= self.goal

    def to_json(self) -> dict[str, Any]:
        ratio = None if self.ratio is None else round(self.ratio, 4)
        return {**asdict(self), "ratio": ratio, "met": self.met}


def interleaved(ours: Timed, floor: Timed, runs: int) -> tuple[float, float]:
    """Median seconds of each, taken in turns: whatever slows the machine down slows both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(runs):
        turns = [(ours, taken[0]), (floor, taken[1])]
        for do, into in turns if number % 2 == 0 else turns[::-1]:
            into.append(seconds(do))
    return median(taken[0]), median(taken[1])


def seconds(do: Timed) -> float:
    started = time.monotonic()
    do()
    return time.monotonic() - started
