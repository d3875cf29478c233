"""A server goes without being contacted: out of the swarm, of every part's state, of the known hosts."""

from __future__ import annotations

from dataclasses import dataclass

from infra.backends import swarm
from infra.backends.servers import DRIVERS, ServerSpec
from infra.backends.ssh import connection_for
from infra.deploy.loop import standing
from infra.deploy.session import Session, orphan_finder
from infra.engine import history
from infra.engine.checkpoint import Checkpoint, read_checkpoint
from infra.engine.forget import forget_server
from infra.engine.request import Resource, StackRequest, StackResult
from infra.engine.stack import Stack
from infra.errors import KominfoError, Problem
from infra.model import DATACENTER, City
from infra.plan.turns import JOINED


def forget(session: Session, name: str) -> None:
    """Forget everything that is known of the server ``name``; done again it finds less to do.

    Errors: KominfoError when no other manager answers, when the swarm keeps it, or another run holds a part.
    """
    city, home = session.city, session.home
    state = read_checkpoint(Stack(city.name, DATACENTER).checkpoint(home))
    spec = _spec(city, name, state)
    others = [one for one in session.plan.managers if one.name != name]
    if state and any(run.endswith(f"-{JOINED}") for run in state.role_runs):
        ways = tuple(connection_for(city.name, str(one.address), one.port, name=one.name) for one in others)
        swarm.remove(swarm.Swarm(ways), name, session.tell)
    with orphan_finder(session) as finder:
        for part in (DATACENTER, *standing(home, city.name)):
            request = StackRequest(city.name, str(city.folder), part, "forget")
            gone = forget_server(session.engine, request, name, finder)
            if gone:
                session.tell(f"{part}: forgetting {', '.join(gone)}")
                _remember(session, request, gone)
    DRIVERS[spec.driver].forget(spec.server, session.tell)


@dataclass(frozen=True, slots=True)
class _Known:
    """A server's driver and what the driver is told of it."""

    driver: str
    server: ServerSpec


def _spec(city: City, name: str, state: Checkpoint | None) -> _Known:
    """The server as it stands by the state, which an edited declaration may not tell; else as declared."""
    stands = [one for one in state.of_server(name) if one["type"].endswith(":Server")] if state else []
    for one in stands:
        made = one["inputs"]
        where = (made["address"], int(made["port"]), made["user"], made.get("hostKey"), int(made["memory"]))
        return _Known(made["driver"], ServerSpec(city.name, name, *where))
    if name not in city.datacenter.servers:
        known = ", ".join(city.datacenter.servers)
        raise KominfoError(
            Problem(city.name, "NAME", f"there is no server {name!r}", "", f"servers of {city.name}: {known}")
        )
    declared = city.datacenter.servers[name]
    spec = ServerSpec(
        city=city.name,
        name=name,
        address=str(declared.address),
        port=declared.port,
        user=declared.user,
        host_key=declared.host_key,
        memory=declared.memory,
    )
    return _Known(city.datacenter.driver, spec)


def _remember(session: Session, request: StackRequest, gone: list[str]) -> None:
    dropped = tuple(Resource("", name, "", "forget") for name in gone)
    result = StackResult(request.stack.name, "forget", "succeeded", dropped)
    history.append(session.home.city(session.city.name), history.entry_of(result, request.part))
