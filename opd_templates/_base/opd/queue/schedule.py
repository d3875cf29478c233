"""When a room is open, and until when one may book. Pure: no database, no Django."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from opd.queue.config import Limits, Room, Session


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody decided for one room and day: closed (all day, or the hours ``since`` … ``until``), or another
    quota (None: as planned). ``at``: when."""

    closed: bool = False
    quota: int | None = None
    note: str = ""
    since: time | None = None
    until: time | None = None
    at: datetime | None = None


def sessions(
    room: Room, day: date, holidays: Collection[date] = (), change: Change | None = None
) -> tuple[Session, ...]:
    """Those of ``day``, by their beginning; none where the room is closed. Another quota is that of each session."""
    if not room.antre or (day in holidays and not room.buka_libur):
        return ()
    found = sorted((one for one in room.jadwal if day.weekday() in one.weekdays), key=lambda one: one.start)
    if change and change.quota is not None:
        found = [one.with_quota(change.quota) for one in found]
    if change and change.closed:
        found = [left for one in found if (left := _outside(one, change)) is not None]
    return tuple(found)


def _outside(session: Session, change: Change) -> Session | None:
    """What is held of it beside the closed hours. None begins late: its numbers are called from its beginning on."""
    since, until = _minute(change.since or time.min), _minute(change.until or time.max)
    if session.end <= since or session.start >= until:
        return session
    return session.ending(since) if session.start < since else None


def _minute(moment: time) -> time:
    return moment.replace(second=0, microsecond=0)


def kept(
    room: Room,
    day: date,
    start: time,
    holidays: Collection[date] = (),
    change: Change | None = None,
    booked: datetime | None = None,
) -> bool:
    """Whether the session that begins at ``start`` is held, and as long as it was planned; for who ``booked`` it after
    the change, as long as that left it."""
    knew = bool(booked and change and change.at and booked > change.at)
    planned = {one.start: one.end for one in sessions(room, day)}
    return any(
        one.start == start and (knew or one.end == planned[start])
        for one in sessions(room, day, holidays, change)
    )


def bookable(session: Session, day: date, now: datetime, limits: Limits) -> bool:
    """Whether somebody at home may book it at ``now`` (local time): from so many days ahead until it nearly ends."""
    if not now.date() <= day <= now.date() + timedelta(days=limits.pesan_hari):
        return False
    closes = datetime.combine(day, session.end, now.tzinfo) - timedelta(minutes=limits.pesan_tutup_menit)
    return now < closes


def takes(session: Session, day: date, now: datetime, limits: Limits) -> bool:
    """Whether somebody who is here may take a number, or say that they came."""
    opens = datetime.combine(day, session.start, now.tzinfo) - timedelta(minutes=limits.hadir_menit)
    return opens <= now < datetime.combine(day, session.end, now.tzinfo)


def movable(session: Session, day: date, now: datetime, limits: Limits) -> bool:
    """Whether a desk may put somebody there: it may be booked, or it is on."""
    return bookable(session, day, now, limits) or takes(session, day, now, limits)


def current(found: Collection[Session], day: date, now: datetime, limits: Limits) -> Session | None:
    """The session that a walk-in gets a number for."""
    return next((one for one in found if takes(one, day, now, limits)), None)


def days(now: datetime, limits: Limits) -> list[date]:
    return [now.date() + timedelta(days=ahead) for ahead in range(limits.pesan_hari + 1)]


def clock(moment: time) -> str:
    """``08.00``"""
    return f"{moment:%H.%M}"
