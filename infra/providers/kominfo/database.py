"""kominfo:index:Database: one app's database and the role that owns it."""

from __future__ import annotations

from typing import ClassVar

from infra.backends import postgres
from infra.errors import KominfoError
from infra.providers.framework import Progress, Properties, Reading
from infra.providers.kominfo.fields import (
    CITY,
    CONNECTION,
    NUMBER,
    SERVER,
    TEXT,
    TEXTS,
    described,
    resource_schema,
)
from infra.providers.kominfo.plain import DriftResource, connection, in_doubt


class Database(DriftResource):
    """What a killed run left is taken over where this stack owns it. Deleted, it leaves a last copy."""

    token = "kominfo:index:Database"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"city", "server", "database", "owner"})
    secret_inputs = frozenset({"password"})
    secret_outputs = frozenset({"password"})
    schema: ClassVar = resource_schema(
        "One app's database.",
        {
            "city": CITY,
            "server": SERVER,
            "connection": CONNECTION,
            "database": described(TEXT, "Its name, and its role's."),
            "owner": described(TEXT, "The stack that it belongs to."),
            "password": described(TEXT, "Its role's password.", secret=True),
            "connections": described(NUMBER, "How many its role may have open."),
        },
        {"drift": described(TEXTS, "How it differed when last read (- is, + should be).")},
    )

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        progress(f"making the database {inputs['database']} on {inputs['server']}")
        postgres.put(connection(inputs), inputs["database"], _wanted(inputs))
        return f"{inputs['server']}/{inputs['database']}", {**inputs, "drift": []}

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        if not state:
            return None
        try:
            drift = postgres.drift(connection(state), state["database"], _wanted(state))
        except KominfoError as error:
            drift = tuple(in_doubt(error))
        return None if drift is None else Reading(id, inputs, {**state, "drift": list(drift)})

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        progress(f"writing a last copy of the database {state['database']}, then letting it go")
        if copy := postgres.drop(connection(state), state["database"], state["owner"]):
            progress(f"the last copy is {copy} on {state['server']}")


def _wanted(values: Properties) -> postgres.Wanted:
    return postgres.Wanted(values["owner"], values["password"], int(values["connections"]))
