"""Runs a command inside a service, beside what serves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from infra.backends.ssh import Completed, Connection, run, said
from infra.backends.swarm.nodes import Swarm
from infra.errors import KominfoError, Problem

SECONDS = 3600.0
"""A copy of a large database takes a while."""
ROOM = 512 * 1024**2
"""The command's own memory, in bytes: within the limit of what serves it would be a reason to end that."""


def run_inside(
    swarm: Swarm, servers: Mapping[str, Connection], service: str, words: Sequence[str], given: bytes = b""
) -> Completed:
    """What the image's own program does with ``words``, in a container of ``service`` that serves.

    ``servers``: by name, those it may stand on. ``given``: standard input. KominfoError when none of its
    containers runs.
    """
    places = dict.fromkeys(task.node for task in swarm.tasks([service]) if task.running and task.wanted)
    for server in (servers[name] for name in places if name in servers):
        if found := _container(server, service):
            # Docker's own exec knows nothing of the image's entry point.
            entry = json.loads(_inspect(server, found, "{{json .Config.Entrypoint}}")) or []
            with _roomier(server, found):
                return run(server, ["docker", "exec", "--interactive", found, *entry, *words], given, SECONDS)
    raise KominfoError(
        Problem(service, "", "none of its containers runs", "", f"docker service ps {service} on a manager")
    )


def _container(server: Connection, service: str) -> str:
    """The id of one that is healthy; empty where there is none."""
    label = f"label=com.docker.swarm.service.name={service}"
    found = _ask(server, "ps", "--quiet", "--filter", label, "--filter", "health=healthy").split()
    return found[0] if found else ""


@contextmanager
def _roomier(server: Connection, container: str) -> Iterator[None]:
    """A container with a limit has so much more while the block lasts."""
    limit, swap = map(
        int, _inspect(server, container, "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}").split()
    )
    if not limit:
        yield
        return
    _limit(server, container, limit + ROOM, swap + ROOM)
    try:
        yield
    finally:
        _limit(server, container, limit, swap)


def _limit(server: Connection, container: str, memory: int, swap: int) -> None:
    _ask(server, "update", "--memory", str(memory), "--memory-swap", str(swap), container)


def _inspect(server: Connection, container: str, form: str) -> str:
    return _ask(server, "inspect", "--format", form, container)


def _ask(server: Connection, *words: str) -> str:
    done = run(server, ["docker", *words])
    if done.returncode:
        raise KominfoError(Problem(server.label, "", f"docker {words[0]} failed", said(done.stderr)))
    return done.stdout.decode()
