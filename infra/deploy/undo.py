"""Goes back where a rollout converged and a visitor still gets an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.deploy.session import Session
from infra.engine.request import StackResult
from infra.errors import KominfoError, Problem

if TYPE_CHECKING:  # the docker plugin's own room is heavy, and seldom needed
    from infra.backends.docker.daemon import Daemon

SECONDS = 60.0


def failing(result: StackResult) -> list[str]:
    """Names of the services that this run changed, where its probe got errors from the sites; else none."""
    if not result.errors:
        return []
    from infra.providers.kominfo.probe import FAILING

    if not any(FAILING in problem.fault for problem in result.errors):  # a provider's text, whole
        return []
    return [one.name for one in result.resources if one.type.endswith(":Service") and one.op == "update"]


def undo(session: Session, services: list[str]) -> list[Problem]:
    """Give each service back what it ran before, and tell so with its last log lines."""
    from infra.backends.control import answering_manager
    from infra.backends.docker.daemon import Daemon
    from infra.backends.docker.endpoint import endpoint
    from infra.components.access import Access

    access = Access(session.plan, answering_manager(session.plan))
    way = endpoint(access.docker_host(access.manager), tuple(access.ssh_options(access.manager)))
    try:
        return [_undone(Daemon(way), name) for name in services]
    finally:
        way.close()


def _undone(daemon: Daemon, name: str) -> Problem:
    from infra.backends.docker.logs import last_words
    from infra.providers.docker.service import converge
    from infra.providers.framework import Progress

    wait = converge.Wait(timeout=SECONDS, text="1m", interval=0.5)
    try:
        found = daemon.get(f"/services/{name}")
        said = "\n".join(
            f"it said: {line}" for line in last_words(daemon, converge.tasks_of(daemon, found["ID"]))
        )
        if not found.get("PreviousSpec"):
            return Problem(
                name, "", "there is nothing to go back to", said, "mend its source, then run up again"
            )
        daemon.post(
            f"/services/{found['ID']}/update",
            found["PreviousSpec"],
            {"version": found["Version"]["Index"], "registryAuthFrom": "previous-spec"},
        )
        converge.updated(daemon, found["ID"], wait, Progress(name, name), rolls=True)
    except KominfoError as fault:
        return Problem(
            name, "", "going back failed", str(fault), f"docker service rollback {name} on a manager"
        )
    return Problem(name, "", "what ran before runs again", said, "mend its source, then run up again")
