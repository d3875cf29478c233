"""What a desk did, perhaps without a network, in its order: each action counts once, however often it is sent.

An action is ``{"id", "at", "what", …}``: ``what`` is ``issue`` (``room``, ``payer``, ``priority``; ``number`` where the
desk gave one of its own series, ``replaces`` the action that it had tried before the network went) or a step of
``opd.queue.states`` (``ticket``, ``point``, ``room``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from opd import tokens
from opd.queue import calling, current, naming, states, tickets
from opd.queue.live import board
from opd.queue.models import PAYERS, Action, Device, Ticket
from opd.refusal import Refused

MOST = 200
"""Actions of one message; a desk with more sends several."""
DAY_OVER = "hari sudah berganti sebelum ini terkirim, jadi tidak dicatat. Bila harinya sama, periksa jam komputer ini."
UNREADABLE = "Tindakan ini tidak dapat dibaca."
Answer = dict[str, Any]


def run(actions: list[Any], device: Device | None, who: str) -> list[Answer]:
    """One answer for each, in the same order: ``{"id", "ok", …}`` or ``{"id", "ok": false, "why"}``; with ``again`` it
    is to be sent once more."""
    return [_once(one, device, who) for one in actions[:MOST]]


def _once(given: Any, device: Device | None, who: str) -> Answer:
    key = _uuid(given.get("id")) if isinstance(given, Mapping) else None
    if key is None:
        return {"id": None, "ok": False, "why": UNREADABLE}
    try:
        with transaction.atomic():
            # The row is there first: whoever sends the same at the same time waits here, and is told what was done.
            action = Action.objects.create(pk=key, answer={})
            answer = {"id": str(key), **_done(given, key, device, who)}
            action.answer = {name: value for name, value in answer.items() if name != "token"}  # told once
            action.save(update_fields=["answer"])
            return answer
    except IntegrityError:
        known = Action.objects.filter(pk=key).first()
        return known.answer if known else {"id": str(key), "ok": False, "again": True}


def _done(given: Mapping[str, Any], key: UUID, device: Device | None, who: str) -> Answer:
    try:
        with transaction.atomic():
            at = _moment(given)
            if given.get("what") == "issue":
                return {"ok": True, **_issue(given, key, at, device, who)}
            return {"ok": True, **_step(given, at, who)}
    except Refused as refused:
        return {"ok": False, "why": refused.why}


def _issue(given: Mapping[str, Any], key: UUID, at: datetime, device: Device | None, who: str) -> Answer:
    room, payer, priority = given.get("room"), given.get("payer", "umum"), given.get("priority") is True
    if not (isinstance(room, str) and isinstance(payer, str)):
        raise Refused(UNREADABLE)
    if room not in current.config().queues or payer not in PAYERS:
        raise Refused(UNREADABLE)
    if "number" not in given:
        ticket, token = tickets.issue(room, who, payer=payer, priority=priority, key=key)
        transaction.on_commit(board.poke)
        return {"ticket": str(ticket.pk), "number": ticket.number, "token": token}
    number = _own_number(given["number"], room, device)
    if given.get("replaces") is not None:
        _void(_uuid(given["replaces"]), who)
    ticket = tickets.offline(room, number, at, who, payer=payer, priority=priority, key=key)
    transaction.on_commit(board.poke)
    return {"ticket": str(ticket.pk), "number": ticket.number, "renumbered": ticket.number != number}


def _own_number(number: Any, room: str, device: Device | None) -> str:
    """Refused where it is not of the device's own series: another device gives those."""
    try:
        of_room, _, series = naming.read(number if isinstance(number, str) else "")
    except ValueError:
        raise Refused(UNREADABLE) from None
    if device is None or series != device.series or of_room != room:
        raise Refused("Nomor ini bukan dari deret peramban ini.")
    return number


def _void(key: UUID | None, who: str) -> None:
    """What the desk tried before, and never heard of. If it arrived, its ticket has no paper; if it arrives yet, it is
    answered that it came too late."""
    if key is None:
        raise Refused(UNREADABLE)
    late = {"id": str(key), "ok": False, "why": "Diganti dengan nomor luring."}
    action, made = Action.objects.get_or_create(pk=key, defaults={"answer": late})
    if made or not action.answer.get("ok"):
        return
    ticket = Ticket.objects.filter(pk=action.answer.get("ticket")).first()
    if ticket is not None and ticket.state == states.WAITING:
        calling.move(ticket.pk, "cancel", who, reason="diganti nomor luring")
    action.answer = late
    action.save(update_fields=["answer"])


def _step(given: Mapping[str, Any], at: datetime, who: str) -> Answer:
    what, key = given.get("what"), _uuid(given.get("ticket"))
    ticket = Ticket.objects.filter(pk=key).only("pk").first() if key else None
    if ticket is None:
        raise Refused(UNREADABLE)
    detail = {name: given[name] for name in ("point", "room") if isinstance(given.get(name), str)}
    moved = calling.by_hand(ticket.pk, str(what), who, at=at, **detail)
    return {"ticket": str(moved.pk), "number": moved.number, "state": moved.state}


def _moment(given: Mapping[str, Any]) -> datetime:
    """When the desk did it, as far as its clock can be believed: not in the future. Refused where that day is over;
    a number that the server gives is given now."""
    now, said = timezone.now(), given.get("at")
    try:
        told = parse_datetime(said) if isinstance(said, str) else None
    except ValueError:
        told = None
    if told is None or timezone.is_naive(told) or (given.get("what") == "issue" and "number" not in given):
        return now
    if told < timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0):
        raise Refused(DAY_OVER)
    return min(now, told)


def _uuid(given: Any) -> UUID | None:
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None


def token_of(ticket: Ticket) -> str:
    """A new code for somebody at the desk who lost theirs, or whose ticket came from offline; the old one ends."""
    token = tokens.new()
    ticket.token = tokens.digest(token)
    ticket.save(update_fields=["token"])
    return token
