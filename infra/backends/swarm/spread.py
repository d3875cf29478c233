"""Replicas that came to stand on one server, and how they are spread again.

A swarm places tasks as they begin and moves none that runs: a rollout while a server is away can end with
both replicas on one of the others, and then the loss of that one takes the site with it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from infra.backends.swarm.nodes import Swarm, Tell, await_until

ROUNDS = 3
"""With two servers one round may end as it began: the new task comes before the old one goes."""


def stacked(swarm: Swarm, services: Sequence[str]) -> dict[str, str]:
    """Service → the one server all its tasks stand on, where it has several and another server takes tasks.

    Services that are not there are left out. KominfoError when no manager answers.
    """
    there = set(swarm.service_names())
    places: dict[str, list[str]] = {}
    for task in swarm.tasks([name for name in services if name in there]):
        if task.running and task.wanted:
            places.setdefault(task.service, []).append(task.node)
    alone = {name: nodes[0] for name, nodes in places.items() if len(nodes) > 1 and len(set(nodes)) == 1}
    if not alone:
        return {}
    takers = {node.name for node in swarm.nodes() if node.ready and node.availability == "active"}
    return {name: server for name, server in alone.items() if takers - {server}}


def spread(swarm: Swarm, services: Sequence[str], tell: Tell) -> dict[str, str]:
    """Begin the tasks of stacked services anew, as a rollout would; what is ``stacked`` even so.

    KominfoError when no manager answers, or a rolling update does not end.
    """
    for _ in range(ROUNDS):
        alone = stacked(swarm, services)
        if not alone:
            return {}
        for name, server in alone.items():
            tell(f"all replicas of {name} are on {server}: spreading them")
            swarm.roll(name)
        _await(swarm, alone)
    return stacked(swarm, services)


def _await(swarm: Swarm, rolling: Collection[str]) -> None:
    names = ", ".join(rolling)
    await_until(
        lambda: all(one.settled for one in swarm.services().values() if one.name in rolling),
        names,
        "the replicas do not get well on another server",
        f"docker service ps {' '.join(rolling)}",
    )
