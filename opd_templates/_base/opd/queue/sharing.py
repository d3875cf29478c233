"""Figures that leave the house: sums of whole months, and nothing in them that tells of one or a few people.

Whoever gets the same figures for spans of their own choosing, or of a month that goes on, finds a single day's by
subtracting. So there is one way to ask, and months that are over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from opd.queue import reports

FEW = 5
SMALL = f"<{FEW}"
MONTHS = 12
HIDDEN = "-"
COUNTED = ("total", "served", "cancelled", "absent", "online", "bpjs")


def cells(total: int, parts: Sequence[int]) -> tuple[str, ...]:
    """``total`` and what it falls into, as it may be told. Where a part is small the total is not told: a small one
    would be what the others leave of it."""
    told = [_cell(one) for one in parts]
    return (HIDDEN if total >= FEW and SMALL in told else _cell(total), *told)


def share(told: Sequence[str], part: int) -> str:
    """A part of what ``cells`` told, whose rest is not told: where that is small, the part is not told either.

    Where the total is hidden, a part that is larger than what is known without it tells of the small ones. Where it is
    told and few, "small" and "hidden" would be single figures: it is said only whether a part is none or all.
    """
    total, *parts = told
    known = sum(int(one) for one in parts if one != SMALL)
    if total == HIDDEN:
        hidden = known - part < FEW <= part
    else:
        hidden = 0 < part < known and (known < 2 * FEW or known - part < FEW)
    return HIDDEN if hidden else _cell(part)


def _cell(count: int) -> str:
    return SMALL if 0 < count < FEW else str(count)


def months() -> list[date]:
    """The first days of those that may be asked for, the last one first. A month is over on the second: the night
    before it ended the last day's tickets."""
    found, first = [], (timezone.localdate() - timedelta(days=1)).replace(day=1)
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(first)
    return found


def of(month: date) -> dict[str, dict[str, str]]:
    """Room → what may be told: ``COUNTED``, and the medians of what enough people waited for."""
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return {room: _told(sums) for room, sums in reports.by_room(reports.rows(month, last)).items()}


def _told(sums: dict[str, Any]) -> dict[str, str]:
    ends = cells(sums["total"], [sums[one] for one in ("served", "cancelled", "absent")])
    shares = [share(ends, sums[one]) for one in ("online", "bpjs")]
    minutes = {one: sums[one] if sums["served"] >= FEW else None for one in ("wait", "serve")}
    return {
        **dict(zip(COUNTED, (*ends, *shares), strict=True)),
        **{name: "" if value is None else str(value) for name, value in minutes.items()},
    }
