"""kominfo:index:EdgeRoute: which hosts of a part one edge server leads to which services."""

from __future__ import annotations

from typing import ClassVar

from infra.backends import edge
from infra.errors import KominfoError
from infra.providers.framework import Progress, Properties, Reading, State
from infra.providers.kominfo.fields import (
    ANYS,
    CITY,
    CONNECTION,
    FLAG,
    SERVER,
    TEXT,
    described,
    resource_schema,
)
from infra.providers.kominfo.plain import PlainResource, connection


class EdgeRoute(PlainResource):
    """The edge refuses what would not work and goes on with what it had; that refusal is the error here."""

    token = "kominfo:index:EdgeRoute"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"city", "server", "part"})
    schema: ClassVar = resource_schema(
        "One part's hosts on one edge server.",
        {
            "city": CITY,
            "server": SERVER,
            "connection": CONNECTION,
            "part": described(TEXT, "Who owns these hosts."),
            "sites": described(ANYS, "service, host, aliases, replicas, port, health."),
        },
        {"intact": described(FLAG, "The edge has this route, unchanged by other hands, when last read.")},
    )

    def astray(self, state: State) -> list[str]:
        return [] if state.get("intact") else ["intact"]

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        return {**inputs, "intact": True}

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        progress(f"routing the hosts of {inputs['part']} on {inputs['server']}")
        edge.put(connection(inputs), inputs["part"], inputs["sites"])
        return f"{inputs['city']}/{inputs['server']}/{inputs['part']}", {**inputs, "intact": True}

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (Pulumi's own word)
        return self.create(inputs, progress)[1]

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        if not state:
            return None
        try:
            shown = edge.show(connection(state), state["part"])
        except KominfoError:
            # Nobody can tell: the next update puts the route again, and says why where it cannot.
            return Reading(id, inputs, {**state, "intact": False})
        if shown is None:
            return None
        same = shown.intact and shown.route.get("sites") == state["sites"]
        return Reading(id, inputs, {**state, "intact": same})

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        progress(f"dropping the hosts of {state['part']} on {state['server']}")
        edge.drop(connection(state), state["part"])
