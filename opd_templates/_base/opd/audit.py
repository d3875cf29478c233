"""Who did what, when: entries that follow each other in a chain of hashes, and that nobody changes.

The database refuses to change or delete an entry (migration 0001). Whoever owns the database can take that
refusal away; then ``broken`` still tells where the chain was cut, unless all that follows was written anew too.
So the newest hash belongs where the database's owner does not reach: in the log (``record`` writes it there).
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from opd.models import AuditEntry

log = logging.getLogger("opd.audit")
LOCK = 0x0BD_A0D17
FIRST = "0" * 64
SYSTEM = "sistem"
_actor: ContextVar[str] = ContextVar("opd_actor", default=SYSTEM)


def actor() -> str:
    """Whose request is being answered; ``sistem`` outside of requests."""
    return _actor.get()


@contextmanager
def acting(who: str) -> Iterator[None]:
    """What is done within is done by ``who``."""
    before = _actor.set(who)
    try:
        yield
    finally:
        _actor.reset(before)


def record(who: str, action: str, subject: str, **detail: Any) -> AuditEntry:
    """Add an entry. ``who`` is a user's name, ``publik`` or ``sistem``; ``detail`` holds no personal data."""
    with transaction.atomic():
        with connection.cursor() as cursor:  # one after the other, until the transaction ends
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        last = AuditEntry.objects.order_by("-pk").first()
        previous, at = last.hash if last else FIRST, timezone.now()
        made = AuditEntry.objects.create(
            at=at,
            who=who,
            action=action,
            subject=subject,
            detail=detail,
            previous=previous,
            hash=hashed(previous, at, who, action, subject, detail),
        )
    log.info("audit", extra={"event": f"{made.pk} {made.hash}"})
    return made


def hashed(previous: str, at: datetime, who: str, action: str, subject: str, detail: dict[str, Any]) -> str:
    told = json.dumps([previous, at.isoformat(), who, action, subject, detail], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def broken() -> int | None:
    """The number of the first entry that does not follow from those before it; None where all do."""
    previous = FIRST
    for one in AuditEntry.objects.order_by("pk").iterator():
        right = hashed(previous, one.at, one.who, one.action, one.subject, one.detail)
        if (one.previous, one.hash) != (previous, right):
            return int(one.pk)
        previous = one.hash
    return None
