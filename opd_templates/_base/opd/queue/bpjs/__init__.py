"""BPJS' queue for first-level facilities (Antrean FKTP), where the office has access to it: off unless ``BPJS_ANTREAN``
says ``on`` (or ``fake``, for trials). Tickets of members are told to it after they are kept: what BPJS does not answer
is sent again, and no citizen waits for it.
"""

from __future__ import annotations

from django.core.signals import request_started
from django.db import transaction

from opd import environment
from opd.queue.models import Outgoing, Ticket

SWITCH = "BPJS_ANTREAN"
MODES = ("on", "fake")


def mode() -> str:
    """Empty where it is off."""
    told = environment.text(SWITCH).lower()
    return told if told in MODES else ""


def tell(ticket: Ticket, what: str) -> None:
    """To be called in the ticket's transaction. ``add``, ``call``, ``absent`` or ``cancel``; of members whose card
    number is known, for rooms that have a code of BPJS."""
    from opd.queue import current

    room = current.config().queues.get(ticket.room)
    if not mode() or ticket.payer != "bpjs" or not ticket.card or room is None or not room.bpjs:
        return
    Outgoing.objects.create(ticket=ticket, what=what)
    transaction.on_commit(_send)


def begin() -> None:
    """What waited when the app ended goes on with the first visitor, in the process that serves them."""
    if mode():
        request_started.connect(_first)


def _first(**_: object) -> None:
    request_started.disconnect(_first)
    _send()


def _send() -> None:
    from opd.queue.bpjs import sending

    sending.start()
