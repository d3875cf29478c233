"""A program that runs once in a real swarm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.backends.docker import Credential, Daemon, Job, endpoint, run_job
from infra.errors import KominfoError
from tests.contract.docker.conftest import Swarm
from tests.contract.docker.program import IMAGE

NOBODY = Credential("registry.test:5000", "kominfo", "none")  # the image is here: nothing is pulled
MEBIBYTE = 1024**2


@pytest.fixture(scope="module")
def daemon(docker_swarm: Swarm) -> Iterator[Daemon]:
    daemon = Daemon(endpoint(docker_swarm.host, tuple(docker_swarm.ssh_opts)))
    yield daemon
    daemon.endpoint.close()


def job(script: str) -> Job:
    container = {"Image": IMAGE, "Command": ["/bin/sh", "-c", script]}
    return Job("web-uji-migration", container, (), {"kominfo.stack": "demo.uji"}, 32 * MEBIBYTE)


def test_it_ends_and_nothing_of_it_stays(daemon: Daemon, docker_swarm: Swarm) -> None:
    told: list[str] = []
    run_job(daemon, job("sleep 2"), NOBODY, 60, told.append)
    assert told[0].startswith("web-uji-migration: ")
    assert docker_swarm.names("service") == set()


def test_one_that_fails_tells_its_last_words(daemon: Daemon, docker_swarm: Swarm) -> None:
    with pytest.raises(KominfoError, match="it said: kolom tiada") as failed:
        run_job(daemon, job("echo kolom tiada >&2; exit 3"), NOBODY, 60, lambda _: None)
    assert "non-zero exit (3)" in str(failed.value)
    assert docker_swarm.names("service") == set(), "it is not tried again behind our back"


def test_one_that_never_ends_is_ended(daemon: Daemon, docker_swarm: Swarm) -> None:
    with pytest.raises(KominfoError, match="it did not end within 5 s"):
        run_job(daemon, job("sleep 600"), NOBODY, 5, lambda _: None)
    assert docker_swarm.names("service") == set()


def test_what_a_killed_run_left_is_begun_anew(daemon: Daemon, docker_swarm: Swarm) -> None:
    daemon.post("/services/create", job("sleep 600").spec())
    run_job(daemon, job("true"), NOBODY, 60, lambda _: None)
    assert docker_swarm.names("service") == set()
