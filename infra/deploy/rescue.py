"""Most managers are gone for good: one that is left goes on alone, with all the swarm knew."""

from __future__ import annotations

import time
from collections.abc import Collection

from infra.backends import swarm
from infra.backends.ssh import Connection, connection_for, run, said
from infra.deploy.session import Session
from infra.errors import KominfoError, Problem
from infra.model import Server

DEAD_SECONDS = 60.0
"""Within which a swarm that goes on notices who is not there; it needs some 15."""


def rescue(session: Session) -> tuple[str, tuple[str, ...]]:
    """Let the first manager that answers go on alone; returns it, and the managers the swarm forgot.

    Errors: KominfoError, and nothing is done, when no manager answers, when there is a leader, or when so
    many managers answer that they find one by themselves.
    """
    managers = session.plan.holding("manager")
    ways = {one.name: _way(session, one) for one in managers}
    alive = [one for one in managers if _is_member(ways[one.name])]
    _ensure_it_is_lost(session, managers, alive, ways)
    left = alive[0]
    session.tell(f"{left.name}: going on alone")
    _go_on_alone(ways[left.name], str(left.address))
    alone = swarm.Swarm((ways[left.name],))
    others = tuple(one.name for one in managers if one.name != left.name)
    _wait_for_the_dead(alone, set(others) - {one.name for one in alive})
    for name in others:
        swarm.remove(alone, name, session.tell)
    return left.name, others


def _ensure_it_is_lost(
    session: Session, managers: tuple[Server, ...], alive: list[Server], ways: dict[str, Connection]
) -> None:
    city = session.city.name
    if not alive:
        fault, reason = "no manager answers", "there is none that could go on alone"
        remedy = f"bring one back, or rebuild the city from its copies: ./kominfo restore {city}"
    elif any(_has_leader(ways[one.name]) for one in alive):
        fault, reason = "there is nothing to rescue", "the managers that are left have a leader"
        remedy = f"for a server that is dead: ./kominfo server replace {city} NAME"
    elif 2 * len(alive) > len(managers):
        fault, reason = "there is nothing to rescue yet", "most managers answer: they agree on a leader alone"
        remedy = "wait a minute; if it does not come about, restart docker on one of them"
    else:
        return
    raise KominfoError(Problem(city, "", fault, reason, remedy))


def _way(session: Session, server: Server) -> Connection:
    return connection_for(session.city.name, str(server.address), server.port, name=server.name)


def _is_member(way: Connection) -> bool:
    try:
        return swarm.is_member(way)
    except KominfoError:  # nobody answers there
        return False


def _has_leader(way: Connection) -> bool:
    return run(way, ["docker", "node", "ls", "--quiet"]).returncode == 0


def _go_on_alone(way: Connection, address: str) -> None:
    done = run(way, ["docker", "swarm", "init", "--force-new-cluster", "--advertise-addr", address])
    if done.returncode:
        fault = "docker does not let it go on alone"
        raise KominfoError(Problem(way.label, "", fault, said(done.stderr), "run the same again"))


def _wait_for_the_dead(alone: swarm.Swarm, dead: Collection[str]) -> None:
    """Until the swarm knows them dead: from one that counts as ready it would wait for its tasks."""
    end = time.monotonic() + DEAD_SECONDS
    while any(one.ready and one.name in dead for one in alone.nodes()) and time.monotonic() < end:
        time.sleep(1)
