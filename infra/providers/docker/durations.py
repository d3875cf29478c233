"""Durations as Go writes them ("1m30s"), which is how Docker's plugin API and its daemon speak."""

from __future__ import annotations

import re
from typing import Final

UNITS: Final = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")


def nanoseconds(text: str) -> int:
    """``"1m30s"`` -> 90_000_000_000. ``"0"`` and ``""`` are 0. ValueError when it is not a duration."""
    if text in {"", "0"}:
        return 0
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"{text!r} is not a duration such as 500ms, 10s or 1m30s")
    return round(sum(float(number) * UNITS[unit] for number, unit in parts))


def seconds(text: str) -> float:
    return nanoseconds(text) / UNITS["s"]


def duration(count: int) -> str:
    """Nanoseconds -> Go's shortest form: ``"1m30s"``, ``"1m"``, ``"500ms"``, ``"0s"``."""
    if count == 0:
        return "0s"
    for unit in ("ns", "us", "ms"):
        larger = UNITS[{"ns": "us", "us": "ms", "ms": "s"}[unit]]
        if count < larger:
            return f"{_number(count, UNITS[unit])}{'µs' if unit == 'us' else unit}"
    hours, rest = divmod(count, UNITS["h"])
    minutes, rest = divmod(rest, UNITS["m"])
    text = (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes or (hours and rest) else "")
    return text + (f"{_number(rest, UNITS['s'])}s" if rest or not text else "")


def _number(count: int, unit: int) -> str:
    whole, rest = divmod(count, unit)
    if not rest:
        return str(whole)
    digits = str(rest).rjust(len(str(unit)) - 1, "0").rstrip("0")
    return f"{whole}.{digits}"
