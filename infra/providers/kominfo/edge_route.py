"""kominfo:index:EdgeRoute: which hosts of a part one edge server leads to which services."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from infra.backends import edge
from infra.errors import KominfoError
from infra.providers.framework import Progress, Properties, Reading, State
from infra.providers.kominfo.fields import (
    ANYS,
    CITY,
    CONNECTION,
    SERVER,
    TEXT,
    TEXTS,
    described,
    resource_schema,
)
from infra.providers.kominfo.plain import PlainResource, connection, in_doubt


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
        {"drift": described(TEXTS, "How what the edge has differed when last read (- is, + should be).")},
    )

    def astray(self, state: State) -> list[str]:
        return ["drift"] if state.get("drift") else []

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        return {**inputs, "drift": []}

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        progress(f"routing the hosts of {inputs['part']} on {inputs['server']}")
        edge.put(connection(inputs), inputs["part"], inputs["sites"])
        return f"{inputs['city']}/{inputs['server']}/{inputs['part']}", {**inputs, "drift": []}

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (Pulumi's own word)
        return self.create(inputs, progress)[1]

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        if not state:
            return None
        try:
            shown = edge.show(connection(state), state["part"])
        except KominfoError as error:
            return Reading(id, inputs, {**state, "drift": in_doubt(error)})
        if shown is None:
            return None
        return Reading(id, inputs, {**state, "drift": [*_moved(shown.route, state), *shown.drift]})

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        progress(f"dropping the hosts of {state['part']} on {state['server']}")
        edge.drop(connection(state), state["part"])


def _moved(found: Mapping[str, Any], state: Properties) -> list[str]:
    """Sites that another route was put for."""
    there, wanted = (
        {site["service"]: site for site in sites} for sites in (found.get("sites") or (), state["sites"])
    )
    names = [name for name in sorted(there | wanted) if there.get(name) != wanted.get(name)]
    return [
        f"{sign} {json.dumps(sites[name], sort_keys=True)}"
        for name in names
        for sign, sites in (("-", there), ("+", wanted))
        if name in sites
    ]
