"""A real swarm of a manager and a worker."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from infra.backends.ssh import Connection
from tests.contract.docker.conftest import Swarm, manager, with_docker


@pytest.fixture(scope="module")
def servers(bare_servers: Callable[..., list[Connection]]) -> list[Swarm]:
    one, other = bare_servers(2)
    first, second = manager(one), with_docker(other)
    token = first.docker("swarm", "join-token", "--quiet", "worker")
    second.docker("swarm", "join", "--token", token, f"{first.connection.address}:2377")
    return [first, second]


def availability(first: Swarm, server: Swarm, value: str) -> None:
    first.docker("node", "update", "--availability", value, server.connection.name)
