"""What ends, and when: the day's open tickets at night; identities, then tickets, as ``privacy.yml`` says.

``pasien``: who a ticket was for, and its code. ``tiket``: the ticket itself, which becomes part of a day's figures.
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from opd import audit, retention
from opd.queue import calling, opening, people, reports, states, tickets
from opd.queue.models import Action, Counter, Ticket
from opd.refusal import Refused

NAME = "antrian hari lalu"
log = logging.getLogger("opd.queue")
SHUT = "poli tutup"
"""Who ended what was booked for hours that were closed afterwards."""


def register() -> None:
    retention.ends(NAME)(close)
    retention.clears("pasien")(identities)
    retention.clears("tiket")(whole)


def close(now: datetime) -> int:
    """What is open of the days before; how many. A failure does not keep the others, and is raised at the end."""
    left = Ticket.objects.filter(day__lt=timezone.localdate(now), state__in=states.OPEN)
    done, failed = 0, []
    for ticket in left.only("room", "day", "session", "state", "created_at"):
        try:
            _end(ticket, now)
        except Refused:  # somebody acted meanwhile
            continue
        except Exception as error:  # whatever is wrong with this one
            log.warning("ticket %s is not ended: %s", ticket.pk, type(error).__name__)
            failed.append(error)
        else:
            done += 1
    if failed:
        raise ExceptionGroup(f"{len(failed)} tickets are not ended", failed)
    return done


def _end(ticket: Ticket, now: datetime) -> None:
    """Who did not come, or was not finished with; who could not come is not absent. Refused."""
    if ticket.state == states.SERVING:
        _unfinished(ticket.pk, now)
    elif ticket.state in states.STEPS["cancel"][0] and not opening.kept(
        ticket.room, ticket.day, ticket.session, ticket.created_at
    ):
        calling.move(ticket.pk, "cancel", SHUT)
    else:
        calling.move(ticket.pk, "absent", audit.SYSTEM)


@transaction.atomic
def _unfinished(key: UUID, now: datetime) -> None:
    """When a service ended that nobody closed is not known: it has no time, and is none of the medians."""
    ticket = Ticket.objects.get(pk=key)
    ticket.state, ticket.served_at, ticket.closed_at = states.DONE, None, now
    ticket.save(update_fields=["state", "served_at", "closed_at"])
    tickets.note(ticket, audit.SYSTEM, "finish", now)


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
