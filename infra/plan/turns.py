"""Servers that stand are changed one after the other; what is new comes up side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from infra.model import DataCenter, Server
from infra.model.server import IN_THE_SWARM
from infra.plan.control import Control
from infra.plan.role_run import RoleRun

JOINED = "swarm"  # a server is in use once it stands in the swarm


def stands(server: str, control: Control) -> bool:
    """Whether the server is in use by what the state knows."""
    return f"{server}-{JOINED}" in control.standing


def members_first(servers: Iterable[Server], control: Control) -> tuple[Server, ...]:
    """Servers that are in the swarm, then those that are still to join it; each in the declared order."""
    return tuple(sorted(servers, key=lambda server: not stands(server.name, control)))


def founder(datacenter: DataCenter, control: Control) -> Server:
    """The manager whose swarm the others join.

    It is the one that began the swarm; where that one is gone or new, another that is in it.
    """
    managers = members_first(datacenter.servers_with("manager"), control)
    began = [one for one in managers if one.name == control.founder and stands(one.name, control)]
    return (*began, *managers)[0]


def in_turn(runs: Sequence[RoleRun], control: Control, previous: str) -> tuple[list[RoleRun], str]:
    """Let the first of ``runs`` on each standing server follow the last on the standing server before it.

    So a fault stops the change at the server where it shows. ``previous`` is what the first one follows
    (empty: nothing); with the runs goes what comes last. The engine sees no difference in order.
    """
    last = {run.server: run.name for run in runs}
    before: dict[str, str] = {}
    for server in filter(lambda name: stands(name, control), last):
        before[server], previous = previous, last[server]
    ordered = []
    for run in runs:
        follows = before.pop(run.server, "")
        ordered.append(replace(run, after=(*run.after, follows)) if follows else run)
    return ordered, previous


def drain_through(datacenter: DataCenter, server: Server) -> tuple[str, ...] | None:
    """The managers through which ``server`` is drained, itself last; none where nobody can do its part.

    None where it holds no containers of the swarm.
    """
    if not set(IN_THE_SWARM) & set(server.roles):
        return None
    others = [one for one in datacenter.servers_with(*IN_THE_SWARM) if one.name != server.name]
    if not others or ("edge" in server.roles and not any("edge" in one.roles for one in others)):
        return ()
    managers = [one.name for one in datacenter.servers_with("manager")]
    return tuple(sorted(managers, key=lambda name: name == server.name))
