"""Who sends has the line alone, and not for ever: two at once would send everything twice, and where nobody answers
each word waits as long as the first."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from opd.complaints.sp4n.adapter import NoLine, Outgoing, Receipt, Sp4nAdapter, Update

LOCK = 0x5B4_71642
AT_A_CLICK, BY_NIGHT = 20, 600
"""Seconds, after which nothing more is begun."""


class Line:
    """An adapter that is asked no more after its time, nor once nobody answered."""

    def __init__(self, via: Sp4nAdapter, seconds: float) -> None:
        self._via, self._until = via, time.monotonic() + seconds

    def send(self, report: Outgoing) -> Receipt:
        return self._asked(lambda: self._via.send(report))

    def update(self, number: str, told: Update) -> None:
        self._asked(lambda: self._via.update(number, told))

    def status(self, number: str) -> str:
        return self._asked(lambda: self._via.status(number))

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._until

    def _asked[T](self, ask: Callable[[], T]) -> T:
        if not self.is_open:
            raise NoLine("not asked any more")
        try:
            return ask()
        except NoLine:
            self._until = 0
            raise


@contextmanager
def turn(via: Sp4nAdapter, seconds: float) -> Iterator[Line | None]:
    """None while somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            yield None
            return
        try:
            yield Line(via, seconds)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
