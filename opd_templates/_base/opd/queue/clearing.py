"""What ends, and when: the day's open tickets at night; identities, then tickets, as ``privacy.yml`` says.

``pasien``: who a ticket was for, and its code. ``tiket``: the ticket itself, which becomes part of a day's figures.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from opd import audit, retention
from opd.queue import calling, opening, people, reports, states, tickets
from opd.queue.models import Action, Counter, Ticket
from opd.queue.states import Refused

NAME = "antrian hari lalu"
SHUT = "poli tutup"
"""Who ended what was booked for hours that were closed afterwards."""


def register() -> None:
    retention.ends(NAME)(close)
    retention.clears("pasien")(identities)
    retention.clears("tiket")(whole)


def close(now: datetime) -> int:
    """Who did not come, or was not finished with, on the days before; who could not come is not absent. How many."""
    before = Ticket.objects.filter(day__lt=timezone.localdate(now))
    done = 0
    left = before.filter(state__in=states.OPEN - {states.SERVING})
    for key, room, day, session, state in list(left.values_list("pk", "room", "day", "session", "state")):
        shut = state in states.STEPS["cancel"][0] and not opening.kept(room, day, session)
        try:
            calling.move(key, *(("cancel", SHUT) if shut else ("absent", audit.SYSTEM)))
        except Refused:  # somebody acted meanwhile
            continue
        done += 1
    # When a service ended that nobody closed is not known: it has no time, and is none of the medians.
    for ticket in before.filter(state=states.SERVING):
        ticket.state, ticket.served_at, ticket.closed_at = states.DONE, None, now
        ticket.save(update_fields=["state", "served_at", "closed_at"])
        tickets.note(ticket, audit.SYSTEM, "finish", now)
        done += 1
    return done


def identities(before: datetime) -> int:
    old = Ticket.objects.filter(day__lt=timezone.localdate(before), cleared_at=None).exclude(
        state__in=states.OPEN
    )
    nothing = dict.fromkeys([*people.FIELDS, *people.INDEXES, "token"], "")
    return old.update(**nothing, cleared_at=timezone.now())


@transaction.atomic
def whole(before: datetime) -> int:
    """Into the figures, day by day, then gone with all that happened to them."""
    day = timezone.localdate(before)
    Action.objects.filter(at__lt=before).delete()
    Counter.objects.filter(day__lt=day).delete()
    old = Ticket.objects.filter(day__lt=day).exclude(state__in=states.OPEN)
    for one in sorted(set(old.values_list("day", flat=True))):
        reports.keep(one)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL opd.retention = 'on'")  # migration 0001 lets nobody else
    gone = old.count()
    old.delete()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL opd.retention = 'off'")
    return gone
