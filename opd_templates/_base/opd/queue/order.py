"""Who is next, and how long it will be. Pure: no database, no Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

STEP = 1000
"""Between the places of two numbers: there is room for those who come back."""
ENOUGH = 3
"""So many services of a day tell more than what the office expects."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """``place`` orders within its class; ``number`` decides where two stand at one place."""

    number: str
    place: int
    priority: bool = False


def sequence(waiting: Iterable[Waiting], ordinary_since: int, every: int) -> list[Waiting]:
    """In the order in which they will be called: of ``every`` calls one is for priority, as long as some waits.

    ``ordinary_since``: how many without priority were called since the last one with it.
    """
    ranked = sorted(waiting, key=lambda one: (one.place, one.number))
    first, rest = [one for one in ranked if one.priority], [one for one in ranked if not one.priority]
    called: list[Waiting] = []
    since = ordinary_since
    while first or rest:
        if first and (not rest or since >= every - 1):
            called.append(first.pop(0))
            since = 0
        else:
            called.append(rest.pop(0))
            since += 1
    return called


def behind(waiting: Iterable[Waiting], priority: bool, others: int) -> int:
    """The place of somebody who comes back: after ``others`` of the same class, or after all where there are fewer."""
    places = sorted(one.place for one in waiting if one.priority == priority)
    if not places:
        return 0
    return places[min(others, len(places)) - 1] + 1 if others else places[0] - 1


def minutes_each(served: Sequence[float], expected: float) -> float:
    """How many minutes one takes: the median of those that were served today, once there are enough of them."""
    return median(served) if len(served) >= ENOUGH else expected


def wait(ahead: int, each: float, desks: int = 1) -> int:
    """Whole minutes until somebody with ``ahead`` others before them is called."""
    return ceil(ahead * each / max(1, desks))
