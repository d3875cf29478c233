"""The swarm, through whichever manager answers: nodes moved empty or taken out for good, tasks spread."""

from infra.backends.swarm.drain import drained
from infra.backends.swarm.inside import run_inside
from infra.backends.swarm.nodes import Node, Swarm, is_member
from infra.backends.swarm.removal import remove
from infra.backends.swarm.spread import spread, stacked

__all__ = ["Node", "Swarm", "drained", "is_member", "remove", "run_inside", "spread", "stacked"]
