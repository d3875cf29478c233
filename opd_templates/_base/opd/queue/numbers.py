"""Numbers: of each room and day one after the other, none left out and none twice, whoever comes at once.

The counter is one row, raised by one statement in the transaction that keeps the ticket: what fails takes its number
back.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from opd import counting
from opd.queue import naming
from opd.queue.models import Counter

AT_LEAST = """
INSERT INTO queue_counter (series, day, last) VALUES (%s, %s, %s)
ON CONFLICT (series, day) DO UPDATE SET last = GREATEST(queue_counter.last, excluded.last)
"""


def take(room: str, day: date, series: int = 0) -> str:
    """The next number. Others who want one of this room and day wait until this transaction ends.

    RuntimeError outside of a transaction.
    """
    count = counting.following(Counter, series=f"{room}{series or ''}", day=day)
    return naming.written(room, count, series)


def given_elsewhere(number: str, day: date) -> None:
    """A device gave ``number`` by itself: its counter does not give it again."""
    room, count, series = naming.read(number)
    with connection.cursor() as cursor:
        cursor.execute(AT_LEAST, [f"{room}{series or ''}", day, count])


def hold(room: str, day: date) -> None:
    """Whoever wants a number of this room and day waits until this transaction ends; none is given."""
    with connection.cursor() as cursor:
        cursor.execute(AT_LEAST, [room, day, 0])


def line(room: str, day: date) -> None:
    """Whoever calls, skips or sends back in this line waits here for the others, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"queue {room} {day:%Y-%m-%d}"]
        )
