"""Asks a swarm through its managers: its nodes, and the tasks on them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from infra.backends.ssh import Connection, run, said
from infra.errors import KominfoError, Problem

# After the loss of its leader a swarm of managers chooses another within seconds.
ELECTION_SECONDS = 60.0
SECONDS = 300.0
"""For tasks to get well elsewhere, one after the other, and for a server to take its own back."""
PAUSE = 1.0
MARK = "kominfo.drained"
"""A node's label while we keep its tasks away: a killed run's drain is told from a person's by it."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Node:
    """``availability``: active, pause or drain; ``ours``: we made it so."""

    id: str
    name: str
    manager: bool
    ready: bool
    availability: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Task:
    """``running``: it runs, and is healthy where its health is asked for. ``wanted``: it is meant to run."""

    service: str
    node: str
    running: bool
    wanted: bool


@dataclass(frozen=True, slots=True)
class Service:
    """``everywhere``: a task on each node it may be on; ``bound_to``: the only nodes it may be on, if any.

    ``update``: how its last update went, in Docker's words; empty while one is yet to begin.
    """

    name: str
    everywhere: bool
    bound_to: tuple[str, ...]
    update: str

    @property
    def settled(self) -> bool:
        """Whether its last update has ended, well or not."""
        return self.update not in {"", "updating", "rollback_started"}


class Swarm:
    """``managers`` in the order to be asked; who answered last comes first: a dead one costs time."""

    def __init__(self, managers: Iterable[Connection]) -> None:
        self._managers = list(managers)

    def ask(self, *words: str, seconds: float = ELECTION_SECONDS) -> str:
        """What ``docker <words>`` prints on a manager.

        KominfoError when none answers within ``seconds``, or one says no.
        """
        end = time.monotonic() + seconds
        while True:
            faults: list[Problem] = []
            for manager in list(self._managers):
                try:
                    done = run(manager, ["docker", *words])
                except KominfoError as fault:
                    faults += fault.problems
                    continue
                if done.returncode == 0:
                    self._managers.sort(key=lambda one: one != manager)
                    return done.stdout.decode()
                refused = said(done.stderr)
                faults.append(Problem(manager.label, "", f"docker {words[0]} {words[1]} failed", refused))
                if not _passes(refused):
                    break
            if time.monotonic() > end or not self._managers:
                raise KominfoError(faults or Problem("swarm", "", "there is no other manager to ask"))
            time.sleep(PAUSE)

    def nodes(self) -> list[Node]:
        ids = self.ask("node", "ls", "--quiet").split()
        return [_node(one) for one in json.loads(self.ask("node", "inspect", *ids))]

    def node(self, name: str) -> Node | None:
        """The node of that server; one that is up comes before what is left of an earlier one."""
        found = sorted((one for one in self.nodes() if one.name == name), key=lambda one: not one.ready)
        return found[0] if found else None

    def service_names(self) -> list[str]:
        return self.ask("service", "ls", "--format", "{{.Name}}").split()

    def services(self) -> dict[str, Service]:
        names = self.service_names()
        told = json.loads(self.ask("service", "inspect", *names)) if names else []
        return {one.name: one for one in map(_service, told)}

    def tasks(self, services: Sequence[str]) -> list[Task]:
        """The services' tasks, those that ended lately too."""
        if not services:
            return []
        told = self.ask("service", "ps", "--no-trunc", "--format", "{{json .}}", *services)
        return [_task(json.loads(line)) for line in told.splitlines()]

    def tasks_on(self, node: Node) -> list[Task]:
        """The tasks the node has, those that ended lately too."""
        told = self.ask("node", "ps", "--no-trunc", "--format", "{{json .}}", node.id)
        return [_task(json.loads(line)) for line in told.splitlines()]

    def roll(self, service: str) -> None:
        """Begin a rolling update to what the service is: each task begins anew where it is best placed."""
        self.ask("service", "update", "--detach", "--force", "--no-resolve-image", "--quiet", service)

    def set_availability(self, node: Node, availability: str) -> None:
        mark = [] if availability == "active" else ["--label-add", f"{MARK}=true"]
        self.ask("node", "update", "--availability", availability, *mark, node.id)

    def unmark(self, node: Node) -> None:
        self.ask("node", "update", "--label-rm", MARK, node.id)


def await_until(holds: Callable[[], bool], place: str, fault: str, look: str) -> None:
    """Return once it ``holds``. KominfoError after ``SECONDS``; ``look``: what to ask a manager then."""
    end = time.monotonic() + SECONDS
    while not holds():
        if time.monotonic() > end:
            reason, remedy = f"not within {SECONDS:.0f} s", f"on a manager: {look}; then run up again"
            raise KominfoError(Problem(place, "", fault, reason, remedy))
        time.sleep(PAUSE)


def is_member(conn: Connection) -> bool:
    """Whether that server's own Docker says it is in a swarm; False where there is none, or no Docker yet."""
    done = run(conn, ["docker", "info", "--format", "{{.Swarm.LocalNodeState}}"])
    return done.returncode == 0 and done.stdout.strip() == b"active"


def _passes(refused: str) -> bool:
    """Whether another manager, or the same one in a moment, may answer."""
    words = ("does not have a leader", "deadline exceeded", "not a swarm manager", "Cannot connect", "EOF",
             "out of sequence", "Unavailable", "no such host", "connection refused")  # fmt: skip
    return any(word in refused for word in words)


def _node(told: dict[str, Any]) -> Node:
    spec = told["Spec"]
    return Node(
        id=told["ID"],
        name=told["Description"]["Hostname"],
        manager=spec["Role"] == "manager",
        ready=told["Status"]["State"] == "ready",
        availability=spec["Availability"],
        ours=MARK in (spec.get("Labels") or {}),
    )


def _service(told: dict[str, Any]) -> Service:
    spec = told["Spec"]
    constraints = (spec["TaskTemplate"].get("Placement") or {}).get("Constraints") or []
    bound = [one.replace(" ", "") for one in constraints]
    return Service(
        name=spec["Name"],
        everywhere="Global" in spec["Mode"],
        bound_to=tuple(one.partition("==")[2] for one in bound if one.startswith("node.hostname==")),
        update=(told.get("UpdateStatus") or {}).get("State", ""),
    )


def _task(told: dict[str, str]) -> Task:
    return Task(
        service=told["Name"].lstrip("\\_ ").rsplit(".", 1)[0],
        node=told["Node"],
        running=told["CurrentState"].startswith("Running"),
        wanted=told["DesiredState"] == "Running",
    )
