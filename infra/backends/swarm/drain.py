"""Keeps a server free of containers while it is worked on, and proves it well again afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from infra.backends.ssh import Connection
from infra.backends.swarm.nodes import Node, Swarm, Tell, await_until, is_member
from infra.errors import KominfoError


@contextlib.contextmanager
def drained(swarm: Swarm, server: Connection, tell: Tell) -> Iterator[None]:
    """While the block lasts no task runs on ``server``; when it has ended well, the server is proven well.

    KominfoError, and the server takes tasks again, when its tasks find no place elsewhere, when the block
    fails, or when it does not get well. One that a person drained is left as it is.
    """
    name = server.name
    node = swarm.node(name)
    if node is None or (node.availability != "active" and not node.ours):
        tell(f"{name} takes no tasks as it is: it is left so")
        yield
        return
    own = _running(swarm, node) - set(_movable(swarm, name))  # what can have that task nowhere else
    try:
        empty(swarm, node, tell)
        yield
        _await(name, "does not come back into the swarm", lambda: _is_well(swarm, server))
    except BaseException:
        with contextlib.suppress(KominfoError):  # what went wrong first is what a person needs
            activate(swarm, node)
        raise
    activate(swarm, node)
    tell(f"{name} takes tasks again: waiting until its own run")
    _await(name, f"does not run {', '.join(sorted(own))} again", lambda: own <= _running(swarm, node))


def empty(swarm: Swarm, node: Node, tell: Tell) -> None:
    """Move the node's tasks elsewhere: each is well there before this returns."""
    name = node.name
    tell(f"moving what runs on {name} to other servers")
    swarm.set_availability(node, "pause")
    _ensure_each_stands_elsewhere(swarm, name)
    counts = _counts(swarm, name)
    swarm.set_availability(node, "drain")
    _await(
        name,
        "is not free of its tasks: they find no other place",
        lambda: not _running(swarm, node) and _stands(swarm, counts),
    )


def activate(swarm: Swarm, node: Node) -> None:
    """Let the node have tasks again."""
    swarm.set_availability(node, "active")
    swarm.unmark(node)


def _ensure_each_stands_elsewhere(swarm: Swarm, name: str) -> None:
    """A drain ends tasks before it begins others: what runs on this server alone is first rolled off it.

    A rolling update begins the new task first, and the server, paused, gets none.
    """
    movable = _movable(swarm, name)
    running = [task for task in swarm.tasks(movable) if task.running]
    alone = [one for one in movable if {task.node for task in running if task.service == one} == {name}]
    for service in alone:
        swarm.roll(service)
    _await(name, f"keeps {', '.join(alone)}: it does not get well elsewhere", lambda: _rolled(swarm, alone))


def _rolled(swarm: Swarm, services: list[str]) -> bool:
    found = swarm.services() if services else {}
    return all(found[one].update == "completed" for one in services if one in found)


def _movable(swarm: Swarm, name: str) -> list[str]:
    """Services that may run elsewhere."""
    return [one.name for one in swarm.services().values() if not one.everywhere and name not in one.bound_to]


def _running(swarm: Swarm, node: Node) -> frozenset[str]:
    """Services with a task that runs, or still comes to its end, on this server."""
    return frozenset(task.service for task in swarm.tasks_on(node) if task.running)


def _counts(swarm: Swarm, name: str) -> dict[str, int]:
    """How many tasks each movable service has running."""
    movable = _movable(swarm, name)
    running = [task.service for task in swarm.tasks(movable) if task.running and task.wanted]
    return {one: running.count(one) for one in movable}


def _stands(swarm: Swarm, counts: dict[str, int]) -> bool:
    tasks = [task.service for task in swarm.tasks(list(counts)) if task.running and task.wanted]
    return all(tasks.count(service) >= count for service, count in counts.items())


def _is_well(swarm: Swarm, server: Connection) -> bool:
    node = swarm.node(server.name)
    return node is not None and node.ready and is_member(server)


def _await(name: str, fault: str, holds: Callable[[], bool]) -> None:
    await_until(holds, name, fault, f"docker node ps {name}")
