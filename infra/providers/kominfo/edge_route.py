"""kominfo:index:EdgeRoute: which hosts of a part the edges lead to which services."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from infra.backends import edge
from infra.backends.ssh import Connection
from infra.errors import KominfoError, Problem
from infra.providers.framework import Progress, Properties, Reading
from infra.providers.kominfo.fields import ANYS, CITY, TEXT, TEXTS, described, resource_schema
from infra.providers.kominfo.plain import DriftResource, connection, in_doubt, standing_edges


class EdgeRoute(DriftResource):
    """An edge refuses what would not work and goes on with what it had; that refusal is the error here.

    An edge that cannot be reached keeps no other one from being told.
    """

    token = "kominfo:index:EdgeRoute"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"city", "part"})
    schema: ClassVar = resource_schema(
        "One part's hosts, on every edge that stands.",
        {
            "city": CITY,
            "part": described(TEXT, "Who owns these hosts."),
            "sites": described(ANYS, "service, host, aliases, replicas, port, health, tenants."),
        },
        {"drift": described(TEXTS, "How what an edge has differed when last read (- is, + should be).")},
    )

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        def put(way: Connection) -> None:
            progress(f"routing the hosts of {inputs['part']} on {way.name}")
            edge.put(way, inputs["part"], inputs["sites"])

        _on_each(inputs["city"], put)
        return f"{inputs['city']}/{inputs['part']}", {**inputs, "drift": []}

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        if not state:
            return None
        drift = [f"{way.name}: {line}" for way in _ways(state["city"]) for line in _drift(way, state)]
        return Reading(id, inputs, {**state, "drift": drift})

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        if "server" in state:  # of a version that had one for each edge: what it put is another's now
            return

        def drop(way: Connection) -> None:
            progress(f"dropping the hosts of {state['part']} on {way.name}")
            edge.drop(way, state["part"])

        _on_each(state["city"], drop)


def _on_each(city: str, do: Callable[[Connection], None]) -> None:
    """On every edge, whatever another one answers; KominfoError with all they object to."""
    faults: list[Problem] = []
    for way in _ways(city):
        try:
            do(way)
        except KominfoError as fault:
            faults += fault.problems
    if faults:
        raise KominfoError(faults)


def _ways(city: str) -> Iterator[Connection]:
    for one in standing_edges(city):
        yield connection({"city": city, "server": one.name, "connection": one.connection})


def _drift(way: Connection, state: Properties) -> list[str]:
    try:
        shown = edge.show(way, state["part"])
    except KominfoError as error:
        return in_doubt(error)
    return [*_moved(shown.route if shown else {}, state), *(shown.drift if shown else ())]


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
