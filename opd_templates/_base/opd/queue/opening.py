"""Which rooms are open when, and how many numbers are left: the schedule with what is known of the days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q

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
    return _decided(found) if found else None


def _decided(found: models.Change) -> schedule.Change:
    return schedule.Change(found.closed, found.quota, found.note, found.since, found.until, found.made_at)


def _changed(span: Collection[date]) -> dict[tuple[str, date], schedule.Change]:
    return {(one.room, one.day): _decided(one) for one in models.Change.objects.filter(day__in=span)}


def held(code: str, day: date, start: time) -> Session | None:
    """The session that somebody holds a ticket for, as it is now; None where it is held no more."""
    room = current.config().queues.get(code)
    return next((one for one in sessions(code, room, day) if one.start == start), None) if room else None


def kept(code: str, day: date, start: time, booked: datetime | None = None) -> bool:
    """Whether it is held as long as it was planned, or as whoever ``booked`` it knew."""
    room = current.config().queues.get(code)
    return bool(room) and schedule.kept(room, day, start, days.holidays(), change(code, day), booked)


def holders(code: str, day: date) -> int:
    """How many hold a number for hours of this day that are held no more."""
    taken = models.Ticket.objects.filter(room=code, day=day, state__in=states.OPEN)
    counted = Counter(taken.values_list("session", flat=True))
    return sum(count for start, count in counted.items() if not kept(code, day, start))


def displaced(now: datetime) -> list[models.Ticket]:
    """Who booked what is held no more, or ends earlier than they knew: they are to be told. Four questions."""
    rooms, span, closed = current.config().queues, schedule.days(now, current.limits()), days.holidays()
    changed = _changed(span)
    booked = models.Ticket.objects.filter(day__in=span, state=states.BOOKED)
    lost = Q()
    for code, day, start in booked.order_by().values_list("room", "day", "session").distinct():
        room, decided = rooms.get(code), changed.get((code, day))
        whose = Q(room=code, day=day, session=start)
        if room is None or not schedule.kept(room, day, start, closed, decided, now):
            lost |= whose
        elif decided and not schedule.kept(room, day, start, closed, decided):
            lost |= whose & Q(created_at__lte=decided.at)
    return list(booked.filter(lost)) if lost else []


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
    changed = _changed(span)
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
