"""The app's database: its threads share few connections, and an app that nobody visits keeps none.

An idle connection costs PostgreSQL 1.5 MiB (docs/adr/0007-databases.md), and a server holds a hundred apps.
"""

from __future__ import annotations

from typing import Any

import dj_database_url
from psycopg import Connection
from psycopg_pool import ConnectionPool

MOST = 4  # connections of a process; eight threads seldom ask at the same moment
IDLE_SECONDS = 60
WAIT_SECONDS = 4
"""How long a request waits for a connection: a PostgreSQL that is started anew is back by then. One that stays away
must not hold all threads for the five seconds after which the image's health check takes the app for dead."""
# A server that died answers nothing at all: neither to whoever connects, nor on a connection that stands (libpq).
SILENCE = {"connect_timeout": WAIT_SECONDS, "tcp_user_timeout": 2 * WAIT_SECONDS * 1000}


def of(url: str) -> dict[str, Any]:
    """Django's settings of the database at ``url``."""
    known = dj_database_url.parse(url)
    if known["ENGINE"] != "django.db.backends.postgresql":  # while an image is built there is none
        return dict(known)
    pool = {
        "min_size": 0,
        "max_size": MOST,
        "max_idle": IDLE_SECONDS,
        "timeout": WAIT_SECONDS,
        # Its pauses double: after a long absence the next attempt would be as far away again. A visitor begins anew.
        "reconnect_timeout": WAIT_SECONDS,
        "num_workers": 1,
        "check": check,
    }
    return {
        **known,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {**SILENCE, **known.get("OPTIONS", {}), "pool": pool},
    }


def check(found: Connection[Any]) -> None:
    """Look at a connection before it is used: one that PostgreSQL ended is replaced, and raises.

    It seldom was the only one, so the others are looked at too. The pool alone would come upon them one after the
    other, and it pauses after the second: a visitor would wait longer than ``WAIT_SECONDS`` allow.
    """
    try:
        ConnectionPool.check_connection(found)
    except Exception:
        from django.db import connection  # settings have to be there first

        connection.pool.check()
        raise
