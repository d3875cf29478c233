"""kominfo:index:Spread: the replicas of a part's services stand on more than one server."""

from __future__ import annotations

from typing import ClassVar

from infra.backends import swarm
from infra.errors import KominfoError
from infra.providers.framework import Progress, Properties, Reading
from infra.providers.kominfo.fields import ANYS, CITY, TEXT, TEXTS, described, resource_schema
from infra.providers.kominfo.plain import DriftResource, in_doubt, swarm_through


class Spread(DriftResource):
    """Holds nothing: it looks after each rollout, and begins tasks anew that all stand on one server.

    Where they stand on one even so, that is no failure: it is ``drift``, and the next ``up`` tries again.
    """

    token = "kominfo:index:Spread"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"city", "part"})
    quiet = frozenset({"managers"})
    schema: ClassVar = resource_schema(
        "Replicas of a part's services, on more than one server.",
        {
            "city": CITY,
            "part": described(TEXT, "Whose services these are."),
            "sites": described(ANYS, "name, and all that makes its tasks begin anew when it changes."),
            "managers": described(ANYS, "address, port, user and name of each, in the order to be asked."),
        },
        {"drift": described(TEXTS, "Services whose replicas all stood on one server when last read.")},
    )

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        left = swarm.spread(swarm_through(inputs, inputs["managers"]), _services(inputs), progress)
        return f"{inputs['city']}/{inputs['part']}", {**inputs, "drift": _drift(left)}

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        if not state:
            return None
        try:
            drift = _drift(swarm.stacked(swarm_through(inputs, inputs["managers"]), _services(state)))
        except KominfoError as error:
            drift = in_doubt(error)
        return Reading(id, inputs, {**state, "drift": drift})

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        """There is nothing of it in the world."""


def _services(values: Properties) -> list[str]:
    return [site["name"] for site in values["sites"]]


def _drift(stacked: dict[str, str]) -> list[str]:
    return [f"all replicas of {name} are on {server}" for name, server in sorted(stacked.items())]
