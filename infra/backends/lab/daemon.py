"""The docker daemon of this machine: where it listens, and a client whose errors are ours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import docker
from docker.errors import APIError, DockerException

from infra.errors import KominfoError, Problem

CITY_LABEL = "kominfo.city"
CONTENT_LABEL = "kominfo.content"
MACHINE_LABEL = "kominfo.machine"
TEST_LABEL = "kominfo.test"
CALL_SECONDS = 300
"""An image import is one call; on a busy machine it takes a minute."""


@dataclass(frozen=True, slots=True)
class Daemon:
    """One dockerd. The default is the machine's own; another has its own folders and touches no network."""

    run: Path = Path("/var/run")
    data: Path | None = None

    @property
    def socket(self) -> Path:
        return self.run / "docker.sock"

    @property
    def pid_file(self) -> Path:
        return self.run / "docker.pid"

    @property
    def containerd_pid_file(self) -> Path:
        return self.run / "docker" / "containerd" / "containerd.pid"

    def answers(self) -> bool:
        """Whether a daemon serves the socket now, whoever started it."""
        with suppress(DockerException), closing(_client(self)) as client:
            return bool(client.ping())
        return False


MACHINE = Daemon()


@contextmanager
def docker_of_host(place: str, daemon: Daemon = MACHINE) -> Iterator[docker.DockerClient]:
    """A client for one piece of work on ``place``; every failure of the daemon's becomes a KominfoError."""
    try:
        client = _client(daemon)
    except DockerException as error:
        raise KominfoError(
            Problem(
                place,
                "",
                f"no docker daemon answers on {daemon.socket}",
                _plain(error),
                "`./kominfo up` starts one; if one runs already, let this user write to its socket",
            )
        ) from None
    try:
        yield client
    except APIError as error:
        raise KominfoError(
            Problem(
                place,
                "",
                "docker refused",
                _plain(error.explanation or error),
                "read the daemon's log, then run the same command again",
            )
        ) from error
    finally:
        client.close()


def labels(city: str) -> dict[str, str]:
    """Labels of all we make for a city. A test session marks its own, so that a later one can clean up."""
    session = os.environ.get("KOMINFO_TEST")
    return {CITY_LABEL: city} | ({TEST_LABEL: session} if session else {})


def _client(daemon: Daemon) -> docker.DockerClient:
    return docker.DockerClient(base_url=f"unix://{daemon.socket}", version="auto", timeout=CALL_SECONDS)


def _plain(error: object) -> str:
    return " ".join(str(error).split())
