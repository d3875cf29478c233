"""The swarm's nodes, through whichever manager answers: who is there, moved empty, taken out for good."""

from infra.backends.swarm.drain import drained
from infra.backends.swarm.nodes import Node, Swarm, is_member
from infra.backends.swarm.removal import remove

__all__ = ["Node", "Swarm", "drained", "is_member", "remove"]
