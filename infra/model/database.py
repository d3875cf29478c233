"""The database an app keeps its records in: its own, on a server that holds databases."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from infra.model.kinds import MEBIBYTE, Id, Many
from infra.model.runtime import Word
from infra.model.section import Section
from infra.model.server import IN_THE_SWARM, Server

URL_FILE, CA_FILE, APP_KEY_FILE = "database_url", "database_ca", "app_key"
"""Files in ``/run/secrets``: where and as whom to connect, who signed the server's certificate, and what the
app derives its own keys of."""

EACH_CONNECTION = 3 * MEBIBYTE
"""Of PostgreSQL's share: twice what one takes that is open and idle (docs/adr/0007-databases.md)."""
FOR_UPKEEP = 20
"""Connections that no app may have: for the backup, and for who looks after PostgreSQL."""


def share(server: Server) -> int:
    """PostgreSQL's bytes: a quarter of a server that runs sites too, most of one that does nothing else."""
    if "database" not in server.roles:
        return 0
    return server.memory // 4 if set(IN_THE_SWARM) & set(server.roles) else server.memory * 3 // 4


def connections(server: Server) -> int:
    """How many PostgreSQL lets in, all together."""
    return share(server) // EACH_CONNECTION


def connections_for_apps(server: Server) -> int:
    return connections(server) - FOR_UPKEEP


class Database(Section):
    """``connections``: as many as the app may have open, all replicas together.

    ``server`` is left out where only one holds databases. ``migrate`` is the command that brings the database
    to what a release needs; it runs once in the new release's image before the first replica is exchanged.
    """

    engine: Literal["postgres"] = "postgres"
    server: Id | None = None
    connections: Annotated[int, Field(ge=2, le=200)] = 20
    migrate: Many[Word] = ()


def _written_short(value: Any) -> Any:
    return {"engine": value} if isinstance(value, str) else value


DeclaredDatabase = Annotated[Database, BeforeValidator(_written_short)]
"""``database: postgres`` is enough."""
