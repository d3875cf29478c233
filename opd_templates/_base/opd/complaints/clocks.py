"""How long a complaint may take, in working days (``opd.days``): what is due, how near, and whom that concerns.

A clock begins on the day after ``since``, and stands still while somebody waits for the citizen or for a day that was
set. Limits are data (``aduan.yaml``): 3 days to check, then 5, 14 or 60 by class.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from opd import days

GREEN, YELLOW, RED, STILL, OFF = "hijau", "kuning", "merah", "jeda", "padam"
LATE = "lewat"
"""The level beyond every share: the last day has passed."""


@dataclass(frozen=True, slots=True)
class Clock:
    """``days`` and ``paused`` are working days; ``stopped`` is the day it came to stand still."""

    since: date
    days: int
    paused: int = 0
    stopped: date | None = None

    def due(self, holidays: Collection[date]) -> date:
        """The last day."""
        return days.deadline(self.since, self.days + self.paused, holidays)

    def used(self, today: date, holidays: Collection[date]) -> int:
        """Working days that ran, ``today`` included."""
        until = min(today, self.stopped) if self.stopped else today
        return max(0, days.passed(self.since, until, holidays) - self.paused)

    def resumed(self, today: date, holidays: Collection[date]) -> Clock:
        """Goes on: what passed since it stopped does not count."""
        if self.stopped is None:
            return self
        return Clock(self.since, self.days, self.paused + days.passed(self.stopped, today, holidays))


@dataclass(frozen=True, slots=True)
class Light:
    """``text`` says what ``color`` shows."""

    color: str
    text: str


def light(clock: Clock, today: date, holidays: Collection[date], yellow: int) -> Light:
    """Yellow from the working day on which ``yellow`` per cent are used, red when the last day has passed."""
    if clock.stopped:
        return Light(STILL, "Waktu berhenti")
    used = clock.used(today, holidays)
    if used > clock.days:
        return Light(RED, "Terlambat")
    if reached(used, clock.days, yellow):
        return Light(YELLOW, "Mendekati tenggat")
    return Light(GREEN, "Sesuai tenggat")


def reached(used: int, total: int, share: int) -> bool:
    """Whether ``share`` per cent of ``total`` days are used; of no days none ever is."""
    return used > 0 and used * 100 >= total * share


def levels(clock: Clock, today: date, holidays: Collection[date], shares: Iterable[int]) -> list[str]:
    """Every level that is reached, ``"75"`` to ``lewat``; none while the clock stands still."""
    if clock.stopped:
        return []
    used = clock.used(today, holidays)
    found = [str(share) for share in sorted(shares) if reached(used, clock.days, share)]
    return [*found, LATE] if used > clock.days else found


def is_silent(assigned: date, today: date, limit: int, holidays: Collection[date]) -> bool:
    """Whether an office that got it on ``assigned``, and said nothing, has to be rung up."""
    return days.passed(assigned, today, holidays) >= limit
