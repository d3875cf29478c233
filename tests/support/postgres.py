"""PostgreSQL 17 as Debian packs it, in a container of the test session."""

from __future__ import annotations

import hashlib
import io
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import docker
from docker.models.containers import Container
from docker.models.networks import Network

from infra.backends.lab.daemon import TEST_LABEL
from infra.backends.lab.image import ensure_server_image
from tests.support.lab import session_mark

AWAY = "/tmp/away"  # noqa: S108  # in the container: while it is there, PostgreSQL does not start again
MEMORY = 128 * 2**20
RECIPE = """\
FROM {server}
RUN apt-get -qq update \
  && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends postgresql-17
RUN echo "host all all all trust" >> /etc/postgresql/17/main/pg_hba.conf
USER postgres
CMD while sleep 0.1; do [ -e {away} ] || /usr/lib/postgresql/17/bin/postgres -c fsync=off \
  -c listen_addresses=* -c config_file=/etc/postgresql/17/main/postgresql.conf; done
"""
STOP = ["/usr/lib/postgresql/17/bin/pg_ctl", "stop", "-wm", "fast", "-D", "/var/lib/postgresql/17/main"]


@dataclass(frozen=True, slots=True)
class Postgres:
    """Its role ``app`` may make databases, and needs no password."""

    container: Container

    @property
    def name(self) -> str:
        """Under which the network knows it."""
        return str(self.container.name)

    def query(self, statement: str) -> str:
        """What the superuser is answered."""
        code, said = self.container.exec_run(["psql", "-qXAtc", statement])
        assert code == 0, said.decode(errors="replace")
        return str(said.decode()).strip()

    @contextmanager
    def away(self) -> Iterator[None]:
        """It is stopped and its clients are cut off; then it starts again under the same name."""
        for argv in (["touch", AWAY], STOP):
            code, said = self.container.exec_run(argv)
            assert code == 0, said.decode(errors="replace")
        try:
            yield
        finally:
            self.container.exec_run(["rm", AWAY])
            self.await_ready()

    def await_ready(self) -> None:
        deadline = time.monotonic() + 60
        while self.container.exec_run(["pg_isready", "-q", "-h", "127.0.0.1"]).exit_code:
            assert time.monotonic() < deadline, self.container.logs().decode(errors="replace")
            time.sleep(0.2)


@contextmanager
def postgres(host: docker.DockerClient, network: Network) -> Iterator[Postgres]:
    """A new one, ready. Its image is named by a hash of its recipe: only the first session builds it."""
    recipe = RECIPE.format(server=ensure_server_image(print), away=AWAY)
    tag = f"kominfo/test-postgres:{hashlib.sha256(recipe.encode()).hexdigest()[:12]}"
    if not host.images.list(name=tag):
        host.images.build(fileobj=io.BytesIO(recipe.encode()), tag=tag, network_mode="host", rm=True)
    container = host.containers.run(
        tag,
        detach=True,
        name=f"kominfo-test-postgres-{os.getpid()}",
        labels={TEST_LABEL: session_mark()},
        network=network.name,
        shm_size=f"{MEMORY}",
    )
    try:
        made = Postgres(container)
        made.await_ready()
        made.query("CREATE ROLE app LOGIN CREATEDB")
        yield made
    finally:
        container.remove(force=True, v=True)
