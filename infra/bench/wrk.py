"""wrk: what it is called with, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from infra.errors import KominfoError, Problem

CONNECTIONS, SECONDS = 64, 5
_RATE = re.compile(r"^Requests/sec:\s+([\d.]+)$", re.MULTILINE)
_P99 = re.compile(r"^\s+99%\s+([\d.]+)(us|ms|s|m) *$", re.MULTILINE)
_REFUSED = re.compile(r"^\s+Non-2xx or 3xx responses: (\d+)$", re.MULTILINE)
_BROKEN = re.compile(
    r"^\s+Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)$", re.MULTILINE
)
_UNIT = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass(frozen=True, slots=True)
class Load:
    """``rate`` in answers a second, ``p99`` in seconds; ``failed`` of them broke or were no 2xx or 3xx."""

    rate: float
    p99: float
    failed: int


def command(url: str, host: str = "", connections: int = CONNECTIONS, seconds: int = SECONDS) -> list[str]:
    """Ask for ``url`` over kept-alive connections, as fast as answers come. Two threads: never the limit."""
    named = ["-H", f"Host: {host}"] if host else []
    return ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency", *named, url]


def read(said: str) -> Load:
    """What wrk printed. Raises KominfoError with its words when that is no result."""
    rate, p99 = _RATE.search(said), _P99.search(said)
    if rate is None or p99 is None:
        raise KominfoError(Problem("wrk", "", "it gave no result", said.strip()[-1000:]))
    refused, broken = _REFUSED.search(said), _BROKEN.search(said)
    failed = (int(refused[1]) if refused else 0) + (sum(map(int, broken.groups())) if broken else 0)
    return Load(float(rate[1]), float(p99[1]) * _UNIT[p99[2]], failed)
