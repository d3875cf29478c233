"""kominfo:index:Edge: an edge server as the city's parts see it. It begins with all that they lead to."""

from __future__ import annotations

from typing import ClassVar

from infra.backends import edge
from infra.engine import standing
from infra.errors import KominfoError
from infra.home import Home
from infra.providers.framework import Progress, Properties, Reading
from infra.providers.kominfo.fields import (
    CITY,
    CONNECTION,
    SERVER,
    TEXT,
    TEXTS,
    described,
    resource_schema,
)
from infra.providers.kominfo.plain import DriftResource, connection, in_doubt


class Edge(DriftResource):
    """While this resource stands, parts put their routes on this server too (``infra.engine.standing``)."""

    token = "kominfo:index:Edge"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"city", "server"})
    schema: ClassVar = resource_schema(
        "A server through which visitors reach the city's sites.",
        {
            "city": CITY,
            "server": SERVER,
            "connection": CONNECTION,
            "addresses": described(TEXTS, "Where visitors reach it, the public ones first."),
            "source": described(TEXT, "Hash of what makes it an edge: after another it is filled again."),
        },
        {"drift": described(TEXTS, "Parts whose routes it lacked (+) or has no use for (-) when last read.")},
    )

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        home = Home.find().city(inputs["city"])
        routes = standing.routes(home)
        progress(f"bringing {inputs['server']} the routes of {len(routes)} parts")
        edge.fill(connection(inputs), routes, standing.parts(home))
        return f"{inputs['city']}/{inputs['server']}", {**inputs, "drift": []}

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        return Reading(id, inputs, {**state, "drift": _drift(state)}) if state else None

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        """Visitors are led elsewhere by name; should it be an edge again, it is filled again."""


def _drift(state: Properties) -> list[str]:
    home = Home.find().city(state["city"])
    try:
        there, wanted = edge.parts(connection(state)), frozenset(standing.routes(home))
    except KominfoError as error:
        return in_doubt(error)
    surplus = there - wanted - frozenset(standing.parts(home))
    return [*(f"+ {part}" for part in sorted(wanted - there)), *(f"- {part}" for part in sorted(surplus))]
