"""A real swarm of one manager, its daemon reached as the program reaches it, and an engine to drive it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.backends.ssh import Connection, run
from infra.backends.ssh.connection import plain_options
from tests.contract.docker.program import IMAGE, USER

# A shell, a sleeper and their libraries, taken from the server itself: nothing is fetched for the test.
MAKE_IMAGE = (
    "cd / && libraries=$(ldd bin/sh bin/sleep bin/cat | grep -o '/lib[^ ]*' | sort -u) && "
    f"tar -ch bin/sh bin/sleep bin/true bin/cat $libraries 2>/dev/null | docker import - {IMAGE}"
)
PACKAGES = "docker.io docker-cli docker-registry"
POOL = "--default-addr-pool 10.20.0.0/16 --default-addr-pool-mask-length 20"
# Debian's registry asks for the users of this file; bcrypt of PASSWORD.
HTPASSWD = f"{USER}:$2b$10$fbDRkknqxNEepPnpJrDXy.PKVt287vEn4comvJqZtgF/iWzYjjgua"


@dataclass(frozen=True)
class Swarm:
    """A manager; ``docker`` runs a command line on it."""

    connection: Connection

    @property
    def host(self) -> str:
        return f"ssh://{self.connection.user}@{self.connection.address}:{self.connection.port}"

    @property
    def ssh_opts(self) -> list[str]:
        return plain_options(self.connection)

    def shell(self, line: str, *, timeout: float = 300) -> str:
        done = run(self.connection, ["sh", "-c", line], timeout=timeout)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def docker(self, *words: str) -> str:
        done = run(self.connection, ["docker", *words])
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def names(self, kind: str) -> set[str]:
        return set(self.docker(kind, "ls", "--format", "{{.Name}}").split())

    def inspect(self, kind: str, name: str) -> Any:
        return json.loads(self.docker(kind, "inspect", name))[0]

    def running(self, service: str) -> list[str]:
        """The versions (``V=1``) of the service's containers that run."""
        here = self.docker("ps", "-q", "--filter", f"label=com.docker.swarm.service.name={service}").split()
        found = [self.inspect("container", one)["Config"]["Env"] for one in here]
        return [variable for one in found for variable in one if variable.startswith("V=")]


def with_docker(connection: Connection) -> Swarm:
    """A bare server with Docker and the tests' image; it is in no swarm yet."""
    made = Swarm(connection)
    apt = "DEBIAN_FRONTEND=noninteractive apt-get -qq"
    made.shell(f"{apt} update && {apt} install -y --no-install-recommends {PACKAGES}", timeout=600)
    made.shell(MAKE_IMAGE)
    return made


def manager(connection: Connection) -> Swarm:
    """A bare server that becomes the first manager of a swarm."""
    made = with_docker(connection)
    made.shell(f"docker swarm init --advertise-addr {connection.address} {POOL}")
    return made


@pytest.fixture(scope="module")
def docker_swarm(bare_servers: Callable[..., list[Connection]]) -> Swarm:
    swarm = manager(bare_servers(1)[0])
    swarm.shell(f"echo '{HTPASSWD}' >/etc/docker/registry/htpasswd && systemctl restart docker-registry")
    return swarm


@pytest.fixture(scope="session")
def engine_root() -> Path:
    from infra.engine.locate import ensure_engine
    from infra.home import Home

    return ensure_engine(Home.find(), print)
