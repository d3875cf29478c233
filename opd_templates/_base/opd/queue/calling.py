"""What happens to a ticket that is there: it is called, served, skipped, sent on. Each function is one transaction, and
holds the line (``numbers.line``) while it decides."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from opd.queue import bpjs, current, lines, numbers, opening, order, schedule, states, tickets
from opd.queue.live import board
from opd.queue.models import Ticket
from opd.refusal import Refused

BY_HAND = frozenset(states.STEPS) - {"absent"}
_MOMENTS = {states.WAITING: "arrived_at", states.CALLED: "called_at", states.SERVING: "served_at"}
_TELLS = {"call": "call", "cancel": "cancel", "absent": "absent"}


@transaction.atomic
def call_next(room: str, who: str, point: str = "") -> Ticket:
    """The next in turn. Refused where nobody waits."""
    day, limits = timezone.localdate(), current.limits()
    numbers.line(room, day)
    known = list(Ticket.objects.filter(room=room, day=day).only(*lines.KEPT))
    turn = lines.sequence(known, limits.prioritas_setiap)
    if not turn:
        raise Refused("Belum ada yang menunggu.")
    key = next(one.pk for one in known if one.number == turn[0].number)
    return _moved(_locked(key), "call", who, point=point)


@transaction.atomic
def move(key: UUID, step: str, who: str, *, at: datetime | None = None, **detail: Any) -> Ticket:
    """Any step of ``states.STEPS``; ``point`` where it is called to, ``room`` where it is sent on. Refused."""
    found = Ticket.objects.only("room", "day").get(pk=key)
    numbers.line(found.room, found.day)
    return _moved(_locked(key), step, who, at=at, **detail)


@transaction.atomic
def rebook(key: UUID, day: date, start: time, who: str) -> Ticket:
    """What somebody booked, in another session of the same room: a new number, the same code. Refused."""
    found = Ticket.objects.only("room", "day").get(pk=key)
    numbers.line(found.room, found.day)
    booked = _locked(key)
    if booked.state != states.BOOKED:
        raise Refused("Yang dapat dipindah hanya pesanan yang belum hadir.")
    cancelled = _moved(booked, "cancel", who, reason="dipindah")
    return tickets.rebooked(cancelled, day, start, who)


def by_hand(key: UUID, step: str, who: str, *, at: datetime | None = None, **detail: Any) -> Ticket:
    """As ``move``, for people: only the night says that somebody did not come. Refused."""
    if step not in BY_HAND:
        raise Refused("Tindakan ini tidak dikenal.")
    return move(key, step, who, at=at, **detail)


def _locked(key: UUID) -> Ticket:
    return Ticket.objects.select_for_update().get(pk=key)


def _moved(ticket: Ticket, step: str, who: str, *, at: datetime | None = None, **detail: Any) -> Ticket:
    limits, moment = current.limits(), at or timezone.now()
    if ticket.day != timezone.localdate() and step not in ("cancel", "absent"):
        raise Refused("Tiket ini bukan untuk hari ini.")
    room, onward = current.config().queues.get(ticket.room), str(detail.pop("room", ""))
    if room is None or detail.get("point") not in room.tujuan:
        detail.pop("point", None)
    then = states.after(ticket.standing, step, limits.panggil)
    if step == "refer":
        detail["nomor"] = tickets.referred(ticket, onward, who).number
    if step == "requeue":
        ticket.place = _place_behind(ticket, limits.kembali_setelah, limits.prioritas_setiap)
    if step in ("call", "recall"):
        ticket.point = detail.get("point", "")
    ticket.state, ticket.calls, ticket.returns = then.state, then.calls, then.returns
    _timed(ticket, step, moment)
    ticket.save()
    tickets.note(ticket, who, step, moment, **{name: value for name, value in detail.items() if value})
    if told := _TELLS.get("absent" if ticket.state == states.ABSENT else step):
        bpjs.tell(ticket, told)
    transaction.on_commit(board.poke)
    return ticket


def _timed(ticket: Ticket, step: str, moment: datetime) -> None:
    if ticket.state in states.ENDS:
        ticket.closed_at = moment
    elif step != "requeue" and (field := _MOMENTS.get(ticket.state)):
        setattr(ticket, field, moment)


def _place_behind(ticket: Ticket, others: int, every: int) -> int:
    waiting = lines.sequence(
        list(Ticket.objects.filter(room=ticket.room, day=ticket.day).only(*lines.KEPT)), every
    )
    return order.behind(waiting, ticket.priority, others) if waiting else ticket.place


def check_in(key: UUID, who: str) -> Ticket:
    """Somebody who booked says that they are here. Refused outside of their session's time."""
    ticket = Ticket.objects.get(pk=key)
    room, now = current.config().queues.get(ticket.room), timezone.localtime()
    todays = opening.sessions(ticket.room, room, ticket.day) if room else ()
    session = next((one for one in todays if one.start == ticket.session), None)
    if session is None or not schedule.takes(session, ticket.day, now, current.limits()):
        early, start = current.limits().hadir_menit, schedule.clock(ticket.session)
        raise Refused(
            f"Kehadiran dicatat pada {ticket.day:%d-%m-%Y}, mulai {early} menit sebelum {start} sampai sesi berakhir."
        )
    return move(key, "check_in", who)
