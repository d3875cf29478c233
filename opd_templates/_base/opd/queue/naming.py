"""How numbers are written and read out. Pure: no database, no Django.

``A-001`` is of the room's own counter. ``A7-001`` is of the counter that device 7 keeps for itself, for when it has no
network: no two counters write the same number.
"""

from __future__ import annotations

import re

DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
MOST_SERIES = 99
_PATTERN = re.compile(r"([A-Z])([1-9][0-9]?)?-([0-9]{3,4})")


def written(room: str, count: int, series: int = 0) -> str:
    """``A-001``; ValueError for what nobody could call."""
    if not re.fullmatch("[A-Z]", room) or not 1 <= count <= 9999 or not 0 <= series <= MOST_SERIES:
        raise ValueError(f"no number: {room!r} {count} {series}")
    return f"{room}{series or ''}-{count:03d}"


def read(number: str) -> tuple[str, int, int]:
    """Room, count, series (0 is the room's own). ValueError."""
    found = _PATTERN.fullmatch(number)
    if not found or not int(found[3]):
        raise ValueError(f"no number: {number!r}")
    return found[1], int(found[3]), int(found[2] or 0)


def spelled(number: str) -> str:
    """``A-001`` → ``A nol nol satu``, each sign by itself, as it is heard best."""
    return " ".join(DIGITS[int(sign)] if sign.isdecimal() else sign for sign in number if sign != "-")


def announced(number: str, room: str, point: str = "") -> str:
    """What is said, and written for those who do not hear: never a name of somebody."""
    where = f"{room}, {point}" if point else room
    return f"Nomor antrian {spelled(number)}, silakan ke {where}."
