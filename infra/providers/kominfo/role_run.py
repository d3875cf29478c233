"""kominfo:index:RoleRun: one Ansible role, applied to one server and kept applied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from infra.backends import ssh, swarm
from infra.backends.ansible import Event, Outcome, RoleCall, check_roles, run_role
from infra.backends.ssh import Connection
from infra.errors import KominfoError
from infra.providers.framework import UNKNOWN, Progress, Properties, Reading, State
from infra.providers.kominfo.fields import (
    ANYS,
    CITY,
    CONNECTION,
    OBJECT,
    SERVER,
    TEXT,
    TEXTS,
    described,
    resource_schema,
)
from infra.providers.kominfo.plain import PlainResource, connection, in_doubt, swarm_through
from infra.providers.kominfo.role_reading import AT_ONCE, Readings

PLATFORM_USER = "kominfo"

READINGS = Readings(check_roles)


class RoleRun(PlainResource):
    """``read`` runs the role in check mode, together with the server's others that are read at the same time:
    what it would change is ``drift``, and drift asks for an update.

    A preview cannot know what a run will answer: ``outputs`` are unknown on an update, unless the role gave
    none last time. Deleting one leaves the server as it is; only removing the server undoes its roles.
    """

    token = "kominfo:index:RoleRun"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"city", "server", "layer", "role"})
    quiet = frozenset({"drain"})
    secret_inputs = frozenset({"secretVariables"})
    secret_outputs = frozenset({"secretVariables", "outputs"})
    schema: ClassVar = resource_schema(
        "One Ansible role on one server.",
        {
            "city": CITY,
            "server": SERVER,
            "connection": CONNECTION,
            "layer": described(TEXT, "Which step of a server's life this is."),
            "role": described(TEXT, "The role's folder in roles/."),
            "variables": described(OBJECT, "The role's variables."),
            "secretVariables": described(OBJECT, "More of them, never shown.", secret=True),
            "source": described(TEXT, "Hash of the role's files: another one is another run."),
            "drain": described(
                ANYS,
                "Where a run interrupts containers: the managers through which they are moved away first.",
            ),
        },
        {
            "outputs": described(OBJECT, "What the role gave to set_stats.", secret=True),
            "drift": described(
                TEXTS,
                "Tasks that would change something when last read, and what of.",
            ),
        },
        optional=("drain", "secretVariables", "variables"),
    )

    def astray(self, state: State) -> list[str]:
        return ["drift"] if state.get("drift") else []

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        silent = state is not None and state.get("outputs") == {}
        return {**inputs, "outputs": {} if silent else UNKNOWN, "drift": []}

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        outcome = _run(inputs, _entrance(inputs, settled=False), progress)
        made = f"{inputs['city']}/{inputs['server']}/{inputs['layer']}"
        return made, {**inputs, "outputs": dict(outcome.outputs), "drift": []}

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (Pulumi's own word)
        conn = _entrance(inputs, settled=True)
        with _containers_away(inputs, conn, progress):
            outcome = _run(inputs, conn, progress)
        return {**inputs, "outputs": dict(outcome.outputs), "drift": []}

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        if not state:
            return None
        try:
            drift = list(_checked(state, _entrance(state, settled=True)).drift)
        except KominfoError as error:
            drift = in_doubt(error)
        return Reading(id, inputs, {**state, "drift": drift})

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        ssh.close(connection(state))


def _run(inputs: Properties, conn: Connection, progress: Progress) -> Outcome:
    call = _call(inputs, conn)

    def tell(event: Event) -> None:
        progress(f"{event.role} on {event.server}: {event.task}")

    progress(f"{call.role} on {call.server}: waiting for its turn")
    with AT_ONCE:
        return run_role(call, on_event=tell)


def _checked(inputs: Properties, conn: Connection) -> Outcome:
    call = _call(inputs, conn)
    return READINGS.of(call) or _checked_alone(call)


def _checked_alone(call: RoleCall) -> Outcome:
    with AT_ONCE:
        return run_role(call, check=True)


def _call(inputs: Properties, conn: Connection) -> RoleCall:
    return RoleCall(conn, inputs["role"], inputs.get("variables") or {}, inputs.get("secretVariables") or {})


@contextmanager
def _containers_away(inputs: Properties, conn: Connection, progress: Progress) -> Iterator[None]:
    """Where the run will interrupt containers, they are elsewhere while it lasts; it ends with them well."""
    managers = inputs.get("drain")
    if managers is None or not swarm.is_member(conn):
        yield
        return
    through = swarm_through(inputs, managers)
    node = through.node(conn.name) if managers else None
    if not (node and node.ours) and not _checked_alone(_call(inputs, conn)).changed:
        yield
        return
    if not managers:
        progress(
            f"{conn.name} is not drained: no other server can do its part; its containers are interrupted"
        )
        yield
        return
    with swarm.drained(through, conn, progress):
        yield


def _entrance(inputs: Properties, *, settled: bool) -> Connection:
    """The first of the platform's and the bootstrap user whom the server lets in.

    Root enters a bare server and is shut out later, so who was right at first is wrong afterwards.
    """
    given = inputs["connection"]["user"]
    if given == PLATFORM_USER:
        return connection(inputs)
    users = [PLATFORM_USER, given] if settled else [given, PLATFORM_USER]
    first = connection(inputs, users[0])
    try:
        ssh.run(first, ["true"])
    except KominfoError as error:
        if "refuses our key" not in str(error):
            raise
        return connection(inputs, users[1])
    return first
