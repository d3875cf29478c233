"""The database an app keeps its records in: its own, on a server that holds databases."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from infra.model.kinds import Id, Many
from infra.model.runtime import Word
from infra.model.section import Section

URL_FILE, CA_FILE, APP_KEY_FILE = "database_url", "database_ca", "app_key"
"""Files in ``/run/secrets``: where and as whom to connect, who signed the server's certificate, and what the
app derives its own keys of."""


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
