"""Takes a server out of the swarm from a manager, whether the server still answers or not."""

from __future__ import annotations

import time

from infra.backends.swarm.drain import empty
from infra.backends.swarm.nodes import PAUSE, Node, Swarm, Tell
from infra.errors import KominfoError, Problem

SECONDS = 60.0
"""For the managers to take a demoted one out of their vote."""
NO_VOTE = "can't find manager in raft memberlist"
"""What managers say of one that has lost its vote already: `rescue` begins the vote anew with one manager."""


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
        _take_vote(swarm, node)
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


def _take_vote(swarm: Swarm, node: Node) -> None:
    try:
        swarm.ask("node", "demote", node.id)
    except KominfoError as fault:
        if NO_VOTE not in str(fault):
            raise


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
