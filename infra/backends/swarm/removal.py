"""Takes a server out of the swarm from a manager, whether the server still answers or not."""

from __future__ import annotations

import time

from infra.backends.swarm.drain import empty
from infra.backends.swarm.nodes import PAUSE, Node, Swarm, Tell
from infra.errors import KominfoError, Problem

SECONDS = 60.0
"""For the managers to take a demoted one out of their vote."""


def remove(swarm: Swarm, server: str, tell: Tell) -> None:
    """Take every node of that server out. None there is success; the server itself is never asked.

    KominfoError when no other manager answers, or the managers that are left would be no majority.
    """
    for node in swarm.nodes():
        if node.name == server:
            _remove(swarm, node, tell)


def _remove(swarm: Swarm, node: Node, tell: Tell) -> None:
    if node.ready and node.availability == "active":
        empty(swarm, node, tell)
    tell(f"taking {node.name} out of the swarm")
    if node.manager:
        swarm.ask("node", "demote", node.id)
    end = time.monotonic() + SECONDS
    while True:
        try:
            swarm.ask("node", "rm", "--force", node.id)
        except KominfoError as fault:
            if "must be demoted" not in str(fault) or time.monotonic() > end:
                raise _kept(node, fault) from None
            time.sleep(PAUSE)
        else:
            return


def _kept(node: Node, fault: KominfoError) -> KominfoError:
    said = fault.problems[-1]
    return KominfoError(
        Problem(
            node.name,
            "",
            "the swarm does not let go of it",
            f"{said.fault}: {said.reason}" if said.reason else said.fault,
            "see on a manager what `docker node ls` says; a majority of the managers must be up",
        )
    )
