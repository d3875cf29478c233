"""The row about HTTP/3: what a reload of the edge costs its users. It stays off while that is a request."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from infra.bench.edge_stand import CLIENT, CONFIGURATION, FOLDER, NETWORK, PORT, Stand, stand
from infra.bench.lab import LabCity
from infra.bench.measure import Row
from infra.errors import KominfoError, Problem

EDGE = "bench-http3"
COPY = f"{FOLDER}/http3"
REQUESTS = 300  # of each kind: twelve seconds of them
RELOADS = 10
OVERTIME_SECONDS = 60
SAID = "/tmp/http3"  # noqa: S108  # inside the client's container
TLS_BIND = f"  bind :{PORT} ssl"


def http3(city: LabCity, _: int) -> Iterator[Row]:
    with stand(city) as here, _edge(here) as address:
        calm, reloaded = _asked(here, address, 0), _asked(here, address, RELOADS)
    if failed := _failed(calm):
        fault = f"{failed} of {len(calm)} requests failed without a reload"
        raise KominfoError(Problem("bench", "http3", fault))
    failed = _failed(reloaded)
    note = f"{failed} of {len(reloaded)} failed, none of {len(calm)} without a reload"
    yield Row(f"failed requests over HTTP/3: {RELOADS} edge reloads", failed, None, 0, 1, "", note=note)


def with_quic(configuration: str) -> str:
    """The edge's configuration with HTTP/3 beside its first door."""
    line = next(line for line in configuration.splitlines() if line.startswith(TLS_BIND))
    quic = line.replace(f":{PORT}", f"quic4@:{PORT}").replace("h2,http/1.1", "h3")
    # Without QUIC of its own, OpenSSL carries it for HAProxy in a limited way.
    return configuration.replace(line, f"{line}\n{quic}").replace("global\n", "global\n  limited-quic\n", 1)


@contextmanager
def _edge(here: Stand) -> Iterator[str]:
    """Our edge once more, its image, routes and configuration, with HTTP/3; gives its overlay address."""
    server = here.server
    ours = server.run("docker", "ps", "--quiet", "--filter", "label=kominfo.role=edge").strip()
    image = server.run("docker", "inspect", "--format", "{{.Image}}", ours).strip()
    server.run("mkdir", "-p", COPY)
    server.run("cp", "-a", "/etc/kominfo/edge", f"{COPY}/etc")
    server.run("cp", "-a", "/var/lib/kominfo/edge", f"{COPY}/var")
    server.put(f"{COPY}/etc/haproxy.cfg", with_quic(server.run("cat", CONFIGURATION)).encode())
    mounts = ("-v", f"{COPY}/etc:/etc/kominfo/edge:ro", "-v", f"{COPY}/var:/var/lib/kominfo/edge")
    try:
        server.run("docker", "run", "-d", "--name", EDGE, "--network", NETWORK, *mounts, image)
        time.sleep(5)
        yield here.address(EDGE)
    finally:
        server.tried("docker", "rm", "-f", EDGE)


def _asked(here: Stand, address: str, reloads: int) -> list[str]:
    """The status of each answer while the edge is reloaded so many times."""
    server, client = here.server, f"bench-{CLIENT}"
    server.run("docker", "exec", client, "sh", "-c", 'echo "$1 $2" > /etc/hosts', "hosts", address, here.host)
    url = f"https://{here.host}:{PORT}{here.path}"
    ask = f'sh /bench/http3.sh "$1" {REQUESTS} > {SAID}; echo over >> {SAID}'
    server.run("docker", "exec", "-d", client, "sh", "-c", ask, "ask", url)
    for _ in range(reloads):
        time.sleep(1)
        server.run("docker", "kill", "--signal=USR2", EDGE)
    return _until(lambda: server.run("docker", "exec", client, "cat", SAID).split())


def _until(said: Callable[[], list[str]]) -> list[str]:
    end = time.monotonic() + OVERTIME_SECONDS
    while time.monotonic() < end:
        if (told := said())[-1:] == ["over"]:
            return told[:-1]
        time.sleep(1)
    raise KominfoError(Problem("bench", "http3", f"its client was not done after {OVERTIME_SECONDS} s more"))


def _failed(statuses: list[str]) -> int:
    return sum(status != "200" for status in statuses)


ROWS: dict[str, Callable[[LabCity, int], Iterator[Row]]] = {"http3": http3}
