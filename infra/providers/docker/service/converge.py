"""Waiting until a service is as asked, and saying honestly why it is not."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from infra.backends.docker.daemon import Daemon
from infra.backends.docker.logs import last_words
from infra.errors import KominfoError, Problem
from infra.providers.docker.durations import seconds
from infra.providers.framework import Progress, Properties

# An update that changes no running task never gets a status; one that does gets it within this time.
STATUS_SECONDS = 5.0
POLL_SECONDS = 0.25
_FAILED = {
    "rollback_completed": "service rollback completed",
    "rollback_paused": "service rollback paused",
    "paused": "service update paused",
}


@dataclass(frozen=True, slots=True)
class Wait:
    """How long, and how often to look."""

    timeout: float
    text: str
    interval: float

    @classmethod
    def asked(cls, inputs: Properties, everywhere: str) -> Wait | None:
        """As the inputs have it, if they do; a service that runs everywhere cannot, and gets so much time."""
        if (inputs.get("mode") or {}).get("global"):
            return cls(seconds(everywhere), everywhere, POLL_SECONDS)
        config = inputs.get("convergeConfig")
        return cls.of(config) if config else None

    @classmethod
    def of(cls, config: Properties) -> Wait:
        text = config.get("timeout") or "3m"
        interval = seconds(config.get("delay") or "7s")
        return cls(seconds(text), text, min(max(interval, POLL_SECONDS), 2.0))


def created(daemon: Daemon, number: str, wait: Wait, progress: Progress) -> None:
    """Until every replica runs (healthy, where it has a check); KominfoError with the tasks' errors."""
    _until(daemon, number, wait, progress, lambda service, tasks: _running(service, tasks, progress))


def updated(daemon: Daemon, number: str, wait: Wait, progress: Progress, *, rolls: bool) -> None:
    """Until the rolling update is completed and every replica runs. ``rolls``: tasks are to be exchanged."""
    start = time.monotonic()

    def done(service: dict[str, Any], tasks: list[dict[str, Any]]) -> bool:
        status = service.get("UpdateStatus") or {}
        state = status.get("State")
        if state in _FAILED:
            raise _refused(daemon, service, f"{_FAILED[state]}: {status.get('Message', '')}", tasks)
        if state in {"updating", "rollback_started"}:
            _running(service, tasks, progress)
            return False
        if state is None and rolls and time.monotonic() - start < STATUS_SECONDS:
            return False
        return _running(service, tasks, progress)

    _until(daemon, number, wait, progress, done)


def _until(
    daemon: Daemon,
    number: str,
    wait: Wait,
    progress: Progress,
    done: Callable[[dict[str, Any], list[dict[str, Any]]], bool],
) -> None:
    del progress
    deadline = time.monotonic() + wait.timeout
    while True:
        service = daemon.get(f"/services/{number}")
        tasks = tasks_of(daemon, number)
        if done(service, tasks):
            return
        if time.monotonic() > deadline:
            message = f"Service with ID ({number}) did not converge after {wait.text}"
            raise _refused(daemon, service, message, tasks)
        time.sleep(wait.interval)


def tasks_of(daemon: Daemon, number: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = daemon.get("/tasks", {"filters": json.dumps({"service": [number]})})
    return found


def _running(service: dict[str, Any], tasks: list[dict[str, Any]], progress: Progress) -> bool:
    wanted = [task for task in tasks if task.get("DesiredState") == "running"]
    replicated = service["Spec"]["Mode"].get("Replicated")
    # Of a service that runs everywhere the swarm makes all tasks at once, one for each node that is up.
    count: int = max(1, len(wanted)) if replicated is None else replicated.get("Replicas", 0)
    running = {_place(task) for task in wanted if task["Status"]["State"] == "running"}
    progress(f"{service['Spec']['Name']}: {len(running)} of {count} tasks run")
    return len(running) == count == len(wanted)


def _place(task: dict[str, Any]) -> Any:
    """What no two tasks of a service share: the slot, or the node where there is one on each."""
    return task.get("Slot") or task.get("NodeID")


def _refused(
    daemon: Daemon, service: dict[str, Any], message: str, tasks: list[dict[str, Any]]
) -> KominfoError:
    name = service["Spec"]["Name"]
    said = [f"it said: {line}" for line in last_words(daemon, tasks)]
    return KominfoError(
        Problem(
            place=f"service {name}",
            path="",
            fault=message,
            reason="\n".join(["; ".join(complaints(name, tasks)), *said]).strip(),
            remedy=f"docker service ps --no-trunc {name} and docker service logs {name} tell more",
        )
    )


def complaints(name: str, tasks: list[dict[str, Any]], most: int = 3) -> list[str]:
    """The latest errors of a service's tasks, each once: ``web-dinkes.1: No such image: …``."""
    found: dict[str, None] = {}
    for task in sorted(tasks, key=lambda task: str(task["Status"].get("Timestamp")), reverse=True):
        said = task["Status"].get("Err")
        if said:
            found[f"{name}.{_place(task) or '?'}: {said}"] = None
    return list(found)[:most]
