"""A command reaches a container of the service, on whichever server of a real swarm it stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.backends.swarm import Swarm, run_inside
from infra.errors import KominfoError
from tests.contract.docker.conftest import Swarm as Manager
from tests.contract.docker.program import IMAGE
from tests.contract.swarm.conftest import availability

APP = "web-app"


@pytest.fixture
def app(servers: list[Manager]) -> Iterator[Swarm]:
    """One replica on the second server, of an image whose entry point is a shell that runs its arguments."""
    first = servers[0]
    recipe = f'FROM {IMAGE}\\nENTRYPOINT ["/bin/sh", "-c"]\\n'
    for server in servers:
        server.shell(f"printf '{recipe}' | docker build -qt {APP}:1 -")
    availability(first, first, "pause")
    first.docker(
        "service", "create", "--quiet", "--name", APP, "--no-resolve-image", "--init",
        "--health-cmd", "/bin/true", "--health-interval", "1s", "--limit-memory", "16M",
        f"{APP}:1", "/bin/sleep 1000",
    )  # fmt: skip
    yield Swarm([first.connection])
    first.docker("service", "rm", APP)
    availability(first, first, "active")


def test_the_images_own_program_runs_with_the_words_and_the_input(app: Swarm, servers: list[Manager]) -> None:
    ways = {one.connection.name: one.connection for one in servers}
    done = run_inside(app, ways, APP, ['cat; echo "$0" "$1"; exit 3', "satu kata", "$HOME; dua"], b"isi\n")
    assert (done.returncode, done.stdout) == (3, b"isi\nsatu kata $HOME; dua\n")


def test_it_takes_no_memory_from_what_serves(app: Swarm, servers: list[Manager]) -> None:
    ways = {one.connection.name: one.connection for one in servers}
    greedy = "x=0123456789abcdef; while [ ${#x} -lt 64000000 ]; do x=$x$x; done; echo ${#x}"
    done = run_inside(app, ways, APP, [greedy])
    assert done.stdout == b"67108864\n", done.stderr
    form = ("-f", "{{.HostConfig.Memory}}")
    place = servers[1]
    (number,) = place.docker("ps", "-q", "-f", f"label=com.docker.swarm.service.name={APP}").split()
    assert place.docker("inspect", *form, number) == "16777216"


def test_where_none_runs_it_says_so(app: Swarm, servers: list[Manager]) -> None:
    ways = {one.connection.name: one.connection for one in servers}
    servers[0].docker("service", "scale", "--detach=false", f"{APP}=0")
    with pytest.raises(KominfoError, match="none of its containers runs"):
        run_inside(app, ways, APP, ["true"])
