"""Which rooms are open when, and how many numbers are left: the schedule with what is known of the days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from opd import days
from opd.queue import current, models, schedule, states
from opd.queue.config import Room, Session


@dataclass(frozen=True, slots=True)
class Offer:
    """A session with what is left of its quota: for all, and for those who book from home."""

    session: Session
    left: int
    online: int
    bookable: bool


def sessions(code: str, room: Room, day: date) -> tuple[Session, ...]:
    return schedule.sessions(room, day, days.holidays(), change(code, day))


def change(code: str, day: date) -> schedule.Change | None:
    found = models.Change.objects.filter(room=code, day=day).first()
    return schedule.Change(found.closed, found.quota, found.note) if found else None


def shut(code: str, day: date, start: time) -> bool:
    """Whether the session that somebody holds a ticket for is held no more."""
    room = current.config().queues.get(code)
    return room is None or all(one.start != start for one in sessions(code, room, day))


def movable(code: str, now: datetime) -> list[tuple[date, Session]]:
    """Sessions of a room that a desk may still put somebody in."""
    limits = current.limits()
    return [
        (day, one.session)
        for day, found in offers(now).get(code, {}).items()
        for one in found
        if one.left and schedule.movable(one.session, day, now, limits)
    ]


def notes(now: datetime) -> dict[tuple[str, date], str]:
    """What citizens are told of the days that may be booked, by room and day."""
    told = models.Change.objects.filter(day__in=schedule.days(now, current.limits())).exclude(note="")
    return {(one.room, one.day): one.note for one in told}


def left(code: str, room: Room, session: Session, day: date) -> tuple[int, int]:
    """Numbers that are left, and those of them for bookings. Whoever gives one holds the room's counter."""
    taken = models.Ticket.objects.filter(room=code, day=day, session=session.start).exclude(
        state__in=(states.CANCELLED,)
    )
    counted = Counter(taken.values_list("source", flat=True))
    return _left(room, session, counted)


def _left(room: Room, session: Session, counted: Counter[str]) -> tuple[int, int]:
    free = max(0, session.kuota - counted.total())
    share = session.kuota * room.daring // 100
    return free, max(0, min(free, share - counted["online"]))


def offers(now: datetime) -> dict[str, dict[date, list[Offer]]]:
    """Room → day → its sessions, for all days that may be booked: three questions."""
    limits, rooms = current.limits(), current.config().queues
    span = schedule.days(now, limits)
    closed = days.holidays()
    changed = {
        (one.room, one.day): schedule.Change(one.closed, one.quota, one.note)
        for one in models.Change.objects.filter(day__in=span)
    }
    counted = _counted(span)
    return {
        code: {
            day: [
                Offer(
                    one,
                    *_left(room, one, counted.get((code, day, one.start), Counter())),
                    schedule.bookable(one, day, now, limits),
                )
                for one in schedule.sessions(room, day, closed, changed.get((code, day)))
            ]
            for day in span
        }
        for code, room in rooms.items()
    }


def _counted(span: Collection[date]) -> dict[tuple[str, date, time], Counter[str]]:
    found: dict[tuple[str, date, time], Counter[str]] = {}
    taken = models.Ticket.objects.filter(day__in=span).exclude(state=states.CANCELLED)
    for room, day, session, source in taken.values_list("room", "day", "session", "source"):
        found.setdefault((room, day, session), Counter())[source] += 1
    return found
