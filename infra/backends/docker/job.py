"""A program that runs once in the swarm, to its end."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.backends.docker.credential import Credential
from infra.backends.docker.daemon import Daemon, DaemonError
from infra.backends.docker.logs import last_words
from infra.errors import KominfoError, Problem

POLL_SECONDS = 0.5
_ENDED = frozenset({"complete", "failed", "rejected", "shutdown", "orphaned", "remove"})
_NAME_TAKEN = 409


@dataclass(frozen=True, slots=True)
class Job:
    """``container`` is Docker's ContainerSpec; ``networks`` are ids; ``memory`` in bytes."""

    name: str
    container: Mapping[str, Any]
    networks: tuple[str, ...]
    labels: Mapping[str, str]
    memory: int
    constraints: tuple[str, ...] = ()

    def spec(self) -> dict[str, Any]:
        """Docker's ServiceSpec. It is tried once: whoever sees it fail decides what then."""
        return {
            "Name": self.name,
            "Labels": dict(self.labels),
            "Mode": {"ReplicatedJob": {"MaxConcurrent": 1, "TotalCompletions": 1}},
            "TaskTemplate": {
                "ContainerSpec": dict(self.container),
                "Networks": [{"Target": network} for network in self.networks],
                "Placement": {"Constraints": list(self.constraints)},
                "Resources": {"Limits": {"MemoryBytes": self.memory}},
                "RestartPolicy": {"Condition": "none"},
                "LogDriver": {"Name": "local", "Options": {"max-size": "10m"}},
            },
        }


def run_job(
    daemon: Daemon, job: Job, credential: Credential, seconds: float, tell: Callable[[str], None]
) -> None:
    """Run it and take it away again. KominfoError with its last words when it fails, or takes too long."""
    header = {"X-Registry-Auth": credential.header()}
    daemon.delete(f"/services/{job.name}")  # of a run that was killed
    number = _created(daemon, job, header)
    try:
        _await(daemon, job.name, number, seconds, tell)
    finally:
        daemon.delete(f"/services/{number}")


def _created(daemon: Daemon, job: Job, header: Mapping[str, str]) -> str:
    """Its id; the name may still be held for a moment by the one that was just taken away."""
    for again in (True, True, False):
        try:
            return str(daemon.post("/services/create", job.spec(), headers=header)["ID"])
        except DaemonError as error:
            if error.status != _NAME_TAKEN or not again:
                raise
            time.sleep(POLL_SECONDS)
    raise AssertionError  # the last turn returns or raises


def _await(daemon: Daemon, name: str, number: str, seconds: float, tell: Callable[[str], None]) -> None:
    end = time.monotonic() + seconds
    while True:
        tasks = daemon.get("/tasks", {"filters": f'{{"service": ["{number}"]}}'})
        state = tasks[0]["Status"]["State"] if tasks else "new"
        if state == "complete":
            return
        if state in _ENDED or time.monotonic() > end:
            raise _failed(daemon, name, tasks, seconds if state not in _ENDED else None)
        tell(f"{name}: {state}")
        time.sleep(POLL_SECONDS)


def _failed(daemon: Daemon, name: str, tasks: list[dict[str, Any]], seconds: float | None) -> KominfoError:
    said = [f"it said: {line}" for line in last_words(daemon, tasks)]
    why = f"it did not end within {seconds:.0f} s" if seconds else tasks[0]["Status"].get("Err", "")
    return KominfoError(
        Problem(
            f"job {name}",
            "",
            "it failed" if seconds is None else "it takes too long",
            "\n".join([why, *said]).strip(),
            "mend what it names; the release before goes on serving",
        )
    )
