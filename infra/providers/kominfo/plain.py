"""What our resources share: inputs are checked against the schema and compared one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from infra.backends import ssh
from infra.backends.ssh import Connection
from infra.backends.swarm import Swarm
from infra.engine import standing
from infra.errors import KominfoError, Problem
from infra.home import Home
from infra.model import DATACENTER
from infra.providers.framework import UNKNOWN, Diff, Failure, Progress, Properties, Resource, State

TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": (list, tuple),
    "object": dict,
}


class PlainResource(Resource):
    """Outputs are the inputs and what was found out; a change of an ``identity`` input replaces it."""

    identity: ClassVar[frozenset[str]]
    quiet: ClassVar[frozenset[str]] = frozenset()
    """Inputs that say how a change is made: another value is none."""
    one_at_a_time: ClassVar[bool] = False
    """Whether the old one must go before its replacement comes."""

    def check(self, inputs: Properties) -> tuple[Properties, list[Failure]]:
        known = self.schema["inputProperties"]
        missing = [
            Failure(name, "is missing") for name in self.schema["requiredInputs"] if inputs.get(name) is None
        ]
        strange = [Failure(name, f"is no property of {self.token}") for name in inputs if name not in known]
        wrong = [
            Failure(name, f"must be of type {kind}")
            for name, value in inputs.items()
            if name in known and value is not None and value is not UNKNOWN
            and (kind := known[name].get("type")) and not isinstance(value, TYPES[kind])
        ]  # fmt: skip
        faults = missing + strange + wrong
        return inputs, faults or self.faults(inputs)

    def faults(self, inputs: Properties) -> list[Failure]:
        """What is wrong with inputs of the right types; values may still be ``UNKNOWN``."""
        return []

    def diff(self, id: str, state: State, inputs: Properties) -> Diff:  # noqa: A002 (Pulumi's own word)
        compared = [name for name in self.schema["inputProperties"] if name not in self.quiet]
        changed = [name for name in compared if state.get(name) != inputs.get(name)]
        return Diff.of(
            replace=[name for name in changed if name in self.identity],
            update=[*(name for name in changed if name not in self.identity), *self.astray(state)],
            delete_before_replace=self.one_at_a_time,
        )

    def astray(self, state: State) -> list[str]:
        """The outputs that say that the world is not as it should be."""
        return []


class DriftResource(PlainResource):
    """One whose output ``drift`` says how the world differed when last read. Made again, it is put right."""

    def astray(self, state: State) -> list[str]:
        return ["drift"] if state.get("drift") else []

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        return {**inputs, "drift": []}

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (Pulumi's own word)
        return self.create(inputs, progress)[1]


def connection(inputs: Mapping[str, Any], user: str = "", name: str = "") -> Connection:
    """The connection a resource was given, also as another user; a declared host key is recorded first."""
    given = inputs["connection"]
    conn = ssh.connection_for(
        inputs["city"],
        given["address"],
        int(given.get("port") or 22),
        user or given["user"],
        name or inputs.get("server", ""),
    )
    fingerprint = given.get("hostKey")
    recorded = ssh.pinned(conn.address, conn.port, conn.known_hosts)
    if fingerprint and fingerprint not in {key.fingerprint for key in recorded}:
        ssh.pin(conn.address, conn.port, fingerprint, conn.known_hosts)
    return conn


def swarm_through(inputs: Mapping[str, Any], managers: Iterable[Mapping[str, Any]]) -> Swarm:
    """The swarm, through ``managers``: connections that say their names, in the order to be asked."""
    return Swarm(connection({**inputs, "connection": one}, name=one["name"]) for one in managers)


def standing_edges(city: str) -> tuple[standing.StandingEdge, ...]:
    """The edges there are; KominfoError while there is none: nothing would lead to a part's hosts."""
    found = standing.edges(Home.find().city(city), DATACENTER)
    if not found:
        raise KominfoError(
            Problem(
                f"{city}.{DATACENTER}",
                "",
                "no edge stands",
                "its last `up` did not come so far, or an older version made it",
                f"./kominfo up {city} datacenter",
            )
        )
    return found


def in_doubt(error: KominfoError) -> list[str]:
    """Drift, as far as a read can tell that could not look: the next ``up`` tries, and says why it fails."""
    return [
        ": ".join(word for word in (problem.place, problem.path, problem.fault, problem.reason) if word)
        for problem in error.problems
    ]
