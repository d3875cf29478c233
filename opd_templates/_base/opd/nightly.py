"""The night's work (``opd.retention``) inside the serving process: no second container for a minute a day."""

from __future__ import annotations

import logging
import random
import threading
from datetime import datetime, timedelta

from django.db import connection, connections
from django.utils import timezone

from opd import retention

log = logging.getLogger("opd.nightly")
LOCK = 0x0BD_71642
HOUR = 2
SPREAD_MINUTES = 120
_RECENT = timedelta(hours=20)


def start() -> None:
    threading.Thread(target=_forever, name="nightly", daemon=True).start()


def next_run(now: datetime) -> datetime:
    """The next night's moment, spread so that a hundred apps do not begin at once."""
    tonight = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    start = tonight if now < tonight else tonight + timedelta(days=1)
    return start + timedelta(minutes=random.uniform(0, SPREAD_MINUTES))  # noqa: S311  # spreads, hides nothing


def once() -> bool:
    """Do it, unless another replica does or did. Whether it was done here."""
    from opd.models import AuditEntry  # after apps are loaded

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return False
        try:
            if AuditEntry.objects.filter(action="retensi", at__gt=timezone.now() - _RECENT).exists():
                return False
            retention.run()
            return True
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _forever() -> None:
    pause = threading.Event()
    while True:
        now = timezone.localtime()
        pause.wait((next_run(now) - now).total_seconds())
        try:
            once()
        except Exception:  # the next night comes all the same
            log.exception("the night's work failed")
        finally:
            connections.close_all()
