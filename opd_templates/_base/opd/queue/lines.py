"""A room's line on a day: who waits in which order, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from opd.queue import order, states
from opd.queue.config import Room
from opd.queue.models import Ticket

KEPT = (
    "pk",
    "number",
    "room",
    "place",
    "priority",
    "state",
    "called_at",
    "served_at",
    "closed_at",
    "point",
    "session",
)


@dataclass(frozen=True, slots=True)
class Line:
    """``waiting`` in calling order; ``each`` in minutes."""

    waiting: tuple[str, ...]
    each: float
    desks: int

    def ahead(self, number: str) -> int | None:
        """How many come before it; None where it does not wait."""
        return self.waiting.index(number) if number in self.waiting else None

    def minutes(self, number: str) -> int | None:
        ahead = self.ahead(number)
        return None if ahead is None else order.wait(ahead, self.each, self.desks)


def today(day: date) -> dict[str, list[Ticket]]:
    """All tickets of the day by room, without anything personal: one question."""
    found: dict[str, list[Ticket]] = {}
    for ticket in Ticket.objects.filter(day=day).only(*KEPT):
        found.setdefault(ticket.room, []).append(ticket)
    return found


def of(room: Room, tickets: Iterable[Ticket], every: int) -> Line:
    known = list(tickets)
    # Several who serve at once shorten the wait; who serves now tells how many there are.
    desks = len({one.point for one in known if one.state == states.SERVING}) or 1
    return Line(
        tuple(one.number for one in sequence(known, every)),
        order.minutes_each(_served(known), room.menit),
        desks,
    )


def sequence(tickets: list[Ticket], every: int) -> list[order.Waiting]:
    waiting = [
        order.Waiting(one.number, one.place, one.priority) for one in tickets if one.state == states.WAITING
    ]
    return order.sequence(waiting, ordinary_since(tickets, every), every)


def ordinary_since(tickets: Iterable[Ticket], every: int) -> int:
    """How many without priority were called after the last one with it; the day begins with priority."""
    called = sorted((one for one in tickets if one.called_at), key=lambda one: one.called_at)  # type: ignore[arg-type,return-value]  # filtered
    for count, one in enumerate(reversed(called)):
        if one.priority:
            return count
    return len(called) + every


def _served(tickets: Iterable[Ticket]) -> list[float]:
    """Minutes of each service that ended."""
    return [
        (one.closed_at - one.served_at).total_seconds() / 60
        for one in tickets
        if one.served_at and one.closed_at and one.state in (states.DONE, states.REFERRED)
    ]
