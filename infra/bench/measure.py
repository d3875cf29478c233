"""What a row of the table is, and how two things are timed fairly on a machine that does other things too."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

Timed = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Row:
    """``ours`` and ``floor`` are medians, in ``unit``, of so many ``runs``.

    ``goal`` is the largest ratio that will do; with ``least`` the smallest.
    """

    row: str
    ours: float
    floor: float
    goal: float
    runs: int
    unit: str = "s"
    least: bool = False

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def met(self) -> bool:
        return self.ratio >= self.goal if self.least else self.ratio <= self.goal

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": round(self.ratio, 4), "met": self.met}


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
