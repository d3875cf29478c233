"""Replicas on one server are found and spread, on a real swarm of two servers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.backends.swarm import Swarm, spread, stacked
from tests.contract.docker.conftest import Swarm as Manager
from tests.contract.docker.program import IMAGE
from tests.contract.swarm.conftest import availability

SITE, LONELY = "web-dinkes", "web-dishub"


@pytest.fixture
def sites(servers: list[Manager]) -> Iterator[Swarm]:
    """Two replicas of one site on the first server, and another site that has one."""
    first, second = servers
    availability(first, second, "pause")
    for name, replicas in ((SITE, "2"), (LONELY, "1")):
        first.docker(
            "service", "create", "--quiet", "--name", name, "--replicas", replicas, "--no-resolve-image",
            "--update-monitor", "1s", "--update-order", "start-first", "--init", IMAGE, "/bin/sleep", "1000",
        )  # fmt: skip
    yield Swarm([first.connection])
    first.docker("service", "rm", SITE, LONELY)
    availability(first, second, "active")


def test_nobody_else_takes_tasks_so_there_is_nothing_to_do(sites: Swarm) -> None:
    assert stacked(sites, [SITE, LONELY]) == {}


def test_they_are_found_and_spread(sites: Swarm, servers: list[Manager]) -> None:
    first, second = servers
    availability(first, second, "active")
    assert stacked(sites, [SITE, LONELY, "web-nobody"]) == {SITE: first.connection.name}
    said: list[str] = []
    assert spread(sites, [SITE, LONELY], said.append) == {}
    assert f"all replicas of {SITE} are on {first.connection.name}: spreading them" in said
    places = {task.node for task in sites.tasks([SITE]) if task.running and task.wanted}
    assert places == {one.connection.name for one in servers}
    assert spread(sites, [SITE, LONELY], pytest.fail) == {}
