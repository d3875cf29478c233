"""Made-up content (``opd demo``): a morning in every room, and the month before as figures. Nobody in here exists."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from opd import content
from opd.models import User
from opd.queue import current, numbers, opening, order, placements, states, tickets
from opd.queue.models import Daily, Ticket
from opd.queue.people import Person
from opd.queue.roles import ROLES, ROOM

EACH, DAYS = 9, 30
_DONE, _NOW = 4, 5


@transaction.atomic
def demo() -> int:
    """How many things it made; none where there are tickets already."""
    if Ticket.objects.exists():
        return 0
    chosen = random.Random(1)  # noqa: S311  # made up, and meant to be the same each time
    made = sum(_room(code, chosen) for code in current.config().queues)
    return made + _month(chosen) + _staff()


def _room(code: str, chosen: random.Random) -> int:
    """Some are done, one is served, one is called, the others wait: whatever the hour is."""
    now = timezone.localtime()
    todays = opening.sessions(code, current.config().queues[code], now.date())
    start = todays[0].start if todays else time(8)
    for count in range(1, EACH + 1):
        told = content.person(ord(code) * 100 + count)
        person = Person(
            name=told["name"],
            born=f"{1950 + chosen.randrange(60)}-03-{1 + count:02d}",
            phone=told["phone"],
            nik=told["nik"],
        )
        ticket = Ticket(
            day=now.date(), room=code, session=start, number=numbers.take(code, now.date()), place=count * order.STEP,
            priority=count % 4 == 0, source=chosen.choice(("online", "kiosk", "desk")),
            payer=chosen.choice(("umum", "bpjs")),
            state=states.WAITING, arrived_at=now - timedelta(minutes=120 - 6 * count), person=person.index,
            name=person.name, born=person.born, phone=person.phone, nik=person.nik,
        )  # fmt: skip
        _moved_on(ticket, count, now, chosen)
        ticket.save(force_insert=True)
        tickets.note(ticket, "contoh", "issue")
        if ticket.state == states.CALLED:
            tickets.note(ticket, "contoh", "call")
    return EACH


def _moved_on(ticket: Ticket, count: int, now: datetime, chosen: random.Random) -> None:
    if count <= _NOW + 1:
        ticket.calls, ticket.called_at = 1, now - timedelta(minutes=60 - 9 * count)
        ticket.state = states.CALLED
    if count <= _NOW:
        ticket.state, ticket.served_at = states.SERVING, ticket.called_at
    if count <= _DONE and ticket.served_at:
        ticket.state, ticket.closed_at = (
            states.DONE,
            ticket.served_at + timedelta(minutes=5 + chosen.randrange(6)),
        )


def _month(chosen: random.Random) -> int:
    today, rows = timezone.localdate(), []
    for ahead in range(1, DAYS):
        day = today - timedelta(days=ahead)
        for code, room in current.config().queues.items():
            if not any(day.weekday() in one.weekdays for one in room.jadwal):
                continue
            for source, payer in (("online", "bpjs"), ("kiosk", "umum"), ("desk", "bpjs")):
                total = 4 + chosen.randrange(12)
                absent = chosen.randrange(3) if source == "online" else 0
                rows.append(
                    Daily(
                        day=day,
                        room=code,
                        source=source,
                        payer=payer,
                        priority=False,
                        total=total,
                        absent=absent,
                        cancelled=1,
                        served=total - absent - 1,
                        wait_minutes=20.0 + chosen.randrange(30),
                        serve_minutes=float(room.menit),
                    )
                )
    return len(Daily.objects.bulk_create(rows))


def _staff() -> int:
    """One for each role, without a password: the `pengelola` gives one. The room's clerk works in two rooms."""
    for role in ROLES:
        user = User(
            username=f"contoh-{role.replace(' ', '-')}", first_name="Contoh", last_name=role, is_staff=True
        )
        user.set_unusable_password()
        user.save()
        user.groups.add(Group.objects.get(name=role))
        if role == ROOM:
            placements.place(user, list(current.config().queues)[:2], "contoh")
    return len(ROLES)
