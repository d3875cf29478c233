"""A ticket comes into being: booked from home, taken at the kiosk, given at the desk, or referred from another room.

Each function is one transaction: the room's counter is locked first, so quota and "one for each person" hold for
whoever comes at the same moment.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from opd import tokens
from opd.queue import bpjs, current, naming, numbers, opening, order, people, schedule, states
from opd.queue.config import Session
from opd.queue.models import Event, Ticket
from opd.queue.people import Person
from opd.refusal import Refused

FULL = "Kuota sesi ini sudah habis."
SHUT = "Poli ini tidak menerima nomor saat ini."
NOT_THERE = "Sesi ini tidak dapat dipilih."
PUBLIC = "publik"
NOBODY = Person()


@transaction.atomic
def book(
    room: str,
    day: date,
    start: time,
    person: Person,
    *,
    payer: str = "umum",
    priority: bool = False,
    key: UUID | None = None,
) -> tuple[Ticket, str]:
    """From home, for a day ahead: the ticket and its token. Refused."""
    told, now = current.config().queues[room], timezone.localtime()
    session = next((one for one in opening.sessions(room, told, day) if one.start == start), None)
    if session is None or not schedule.bookable(session, day, now, current.limits()):
        raise Refused("Sesi ini tidak dapat dipesan.")
    number = numbers.take(room, day)
    if opening.left(room, told, session, day)[1] < 1:
        raise Refused("Kuota pemesanan sesi ini sudah habis. Pilih hari lain, atau ambil nomor di puskesmas.")
    people.only_one(person, room, day)
    people.may_book(person, now.date(), current.limits())
    return _made(
        room,
        day,
        session,
        number,
        PUBLIC,
        person,
        key,
        source="online",
        payer=payer,
        priority=priority,
        state=states.BOOKED,
    )


@transaction.atomic
def issue(
    room: str, who: str, person: Person = NOBODY, *, source: str = "desk", payer: str = "umum", priority: bool = False,
    key: UUID | None = None,
) -> tuple[Ticket, str]:  # fmt: skip
    """For somebody who is here: they wait from now on. Refused."""
    now = timezone.localtime()
    day, told = now.date(), current.config().queues[room]
    session = schedule.current(opening.sessions(room, told, day), day, now, current.limits())
    if session is None:
        raise Refused(SHUT)
    number = numbers.take(room, day)
    if opening.left(room, told, session, day)[0] < 1:
        raise Refused(FULL)
    people.only_one(person, room, day)
    return _made(
        room,
        day,
        session,
        number,
        who,
        person,
        key,
        source=source,
        payer=payer,
        priority=priority,
        state=states.WAITING,
    )


@transaction.atomic
def referred(parent: Ticket, room: str, who: str) -> Ticket:
    """Another ticket for the same person, who is sent on to ``room``. No quota stands in the way. Refused."""
    if room not in current.config().queues[parent.room].rujuk:
        raise Refused("Poli ini tidak menerima terusan dari sini.", "room")
    told, now = current.config().queues[room], timezone.localtime()
    todays = opening.sessions(room, told, parent.day)
    session = schedule.current(todays, parent.day, now, current.limits()) or (todays[-1] if todays else None)
    if session is None:
        raise Refused(f"{told.nama} tutup hari ini.", "room")
    number = numbers.take(room, parent.day)
    people.only_one(Person.holding(parent), room, parent.day)
    return _followed(parent, room, parent.day, session, number, who, source="referral", state=states.WAITING)


@transaction.atomic
def rebooked(parent: Ticket, day: date, start: time, who: str) -> Ticket:
    """Another ticket for who booked ``parent``, which is cancelled by now: in another session of its room. Refused."""
    room, now = parent.room, timezone.localtime()
    told = current.config().queues.get(room)
    held = opening.sessions(room, told, day) if told else ()
    session = next((one for one in held if one.start == start), None)
    if told is None or session is None or not schedule.movable(session, day, now, current.limits()):
        raise Refused(NOT_THERE)
    number = numbers.take(room, day)
    if opening.left(room, told, session, day)[0] < 1:
        raise Refused(FULL)
    people.only_one(Person.holding(parent), room, day)
    return _followed(parent, room, day, session, number, who, source=parent.source, state=states.BOOKED)


def _followed(
    parent: Ticket, room: str, day: date, session: Session, number: str, who: str, **told: Any
) -> Ticket:
    child, _ = _made(
        room, day, session, number, who, Person.holding(parent), None,
        payer=parent.payer, priority=parent.priority, parent=parent, notice=parent.notice, **told,
    )  # fmt: skip
    # Whoever holds the first one's code follows the person on: the code moves with them.
    parent.token, child.token = "", parent.token
    parent.save(update_fields=["token"])
    child.save(update_fields=["token"])
    return child


@transaction.atomic
def named(key: UUID, who: str, person: Person, *, payer: str, priority: bool) -> Ticket:
    """Who a ticket is for, told at the desk: what ``person`` leaves empty stays. Refused."""
    ticket = Ticket.objects.select_for_update().get(pk=key)
    given = {field: getattr(person, field) for field in people.FIELDS if getattr(person, field)}
    known = Person(**{field: given.get(field) or getattr(ticket, field) for field in people.FIELDS})
    is_open = ticket.state in states.OPEN
    if is_open:
        numbers.hold(ticket.room, ticket.day)
        people.only_one(known, ticket.room, ticket.day, but=ticket.pk)
    told = {**given, "person": known.index, "payer": payer, "priority": priority}
    if given:
        told["notice"] = current.config().pemberitahuan.versi
    for field, value in told.items():
        setattr(ticket, field, value)
    ticket.save(update_fields=[*told, *people.INDEXES])
    note(ticket, who, "identity", isian=sorted(given))
    if is_open and not ticket.outgoing.filter(what="add").exists():
        bpjs.tell(ticket, "add")
    return ticket


@transaction.atomic
def offline(
    room: str, number: str, at: datetime, who: str, *, payer: str, priority: bool, key: UUID
) -> Ticket:
    """A desk gave ``number`` of its own series while it had no network. It counts whatever the quota says: somebody
    holds the paper. Where the number is taken (a device was set up anew), the next one of the series is given."""
    day, told = timezone.localdate(at), current.config().queues[room]
    todays = opening.sessions(room, told, day)
    session = schedule.current(todays, day, timezone.localtime(at), current.limits()) or (
        todays[-1] if todays else None
    )
    start = session.start if session else timezone.localtime(at).time().replace(second=0, microsecond=0)
    if Ticket.objects.filter(day=day, number=number).exists():
        number = numbers.take(room, day, naming.read(number)[2])
    else:
        numbers.given_elsewhere(number, day)
    ticket = Ticket(
        pk=key, day=day, room=room, session=start, number=number, place=_joined(room, day, at), priority=priority,
        source="desk", payer=payer, state=states.WAITING, created_at=at, arrived_at=at,
    )  # fmt: skip
    ticket.save(force_insert=True)
    note(ticket, who, "issue", luring=True)
    return ticket


def _joined(room: str, day: date, at: datetime) -> int:
    """After everybody of the room who had come by then."""
    earlier = Ticket.objects.filter(room=room, day=day, arrived_at__lte=at).order_by("-place").first()
    return earlier.place + 1 if earlier else 0


def _made(
    room: str,
    day: date,
    session: Session,
    number: str,
    who: str,
    person: Person,
    key: UUID | None,
    **told: Any,
) -> tuple[Ticket, str]:
    now, token = timezone.now(), tokens.new()
    told.setdefault("notice", "" if person == NOBODY else current.config().pemberitahuan.versi)
    ticket = Ticket(
        pk=key or uuid4(), day=day, room=room, session=session.start, number=number,
        place=naming.read(number)[1] * order.STEP, token=tokens.digest(token), created_at=now,
        arrived_at=now if told["state"] == states.WAITING else None,
        person=person.index, **{field: getattr(person, field) for field in people.FIELDS}, **told,
    )  # fmt: skip
    ticket.save(force_insert=True)
    note(ticket, who, "issue")
    bpjs.tell(ticket, "add")
    return ticket, token


def note(ticket: Ticket, who: str, what: str, at: datetime | None = None, **detail: Any) -> None:
    Event.objects.create(
        ticket=ticket, at=at or timezone.now(), who=who, what=what, after=ticket.state, detail=detail
    )
