"""How everything is printed: words to standard output, faults and progress to standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

from infra.errors import Problem

_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str = "") -> None:
    """One line for people and programs alike: printed as it is, tabs included."""
    print(text, flush=True)


def error(text: str) -> None:
    _err.print(text, style="red" if _err.is_terminal else None, markup=False)


def warning(text: str) -> None:
    _err.print(text, style="yellow" if _err.is_terminal else None, markup=False)


def problems(faults: Iterable[Problem]) -> None:
    for fault in faults:
        error(str(fault))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table; plain tab-separated lines when standard output is not a terminal."""
    if not sys.stdout.isatty():
        for row in rows:
            say("\t".join(row))
        return
    drawn = Table(title=title, title_justify="left")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*row)
    _out.print(drawn)


class Steps:
    """Long work as it happens: each line says since when, where, what. Plain text when not a terminal."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._last = ""

    def __call__(self, message: str) -> None:
        if message == self._last:
            return
        self._last = message
        seconds = int(time.monotonic() - self._started)
        _err.print(f"{seconds // 60:3d}:{seconds % 60:02d}  {message}", markup=False)


@contextmanager
def step(steps: Steps, title: str) -> Iterator[None]:
    """Announce ``title``, then how long it took."""
    steps(f"{title} …")
    started = time.monotonic()
    yield
    steps(f"{title}: done in {time.monotonic() - started:.0f} s")
