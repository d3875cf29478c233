"""What a desk finds: tickets of today and of the days that may be booked, by whatever somebody has or says.

A code, a number, a whole NIK, card or telephone number; else whole words of a name. Names are kept sealed: those that
are open are read one after the other, as many as the quotas of a week allow.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from opd import tokens
from opd.private import blind
from opd.queue import states
from opd.queue.models import Ticket

MOST = 50
LETTERS = 3
"""A word of a name has so many, or it is none to search for."""


def find(text: str) -> list[Ticket]:
    coming = Ticket.objects.filter(day__gte=timezone.localdate())
    return list(coming.filter(_known(text.strip()))[:MOST]) or _named(text, coming)[:MOST]


def _known(text: str) -> Q:
    known = Q(number=text.upper())
    if index := blind(text):
        known |= Q(nik_index=index) | Q(phone_index=index) | Q(card_index=index)
    if digest := tokens.digest(text):
        known |= Q(token=digest)
    return known


def _named(text: str, coming: QuerySet[Ticket]) -> list[Ticket]:
    words = set(text.lower().split())
    if not any(len(word) >= LETTERS for word in words):
        return []
    open_ = coming.filter(state__in=states.OPEN)
    return [one for one in open_ if words <= set(one.name.lower().split())]
