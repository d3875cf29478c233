"""Rows about memory: what the edge takes with many names, and what we leave running between commands."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from infra.backends.ssh.connection import PERSIST_SECONDS
from infra.bench.lab import Inside, LabCity
from infra.bench.measure import Row
from infra.errors import KominfoError, Problem

NAMES, LARGEST = 500, 100.0
MEGABYTE = 1000**2
PART, NEIGHBOUR = "bench", "bench-names"
SETTLED_SECONDS = 90
PAGE_SIZE = 4096
# What the processes of that name hold, in bytes, and how many they are.
RESIDENT = f"""
from pathlib import Path
held = [int(Path(f.parent, "statm").read_text().split()[1]) * {PAGE_SIZE}
        for f in Path("/proc").glob("[0-9]*/comm") if f.read_text() == "haproxy\\n"]
print(len(held), sum(held))
"""


def edge(city: LabCity, _: int) -> Iterator[Row]:
    """Routes straight to `kominfo-edge`; one container answers to all their names, so that all are in use."""
    server, domain = city.holding("edge")[0], city.outputs()["domain"]
    services = [f"web-{PART}-{number:03}" for number in range(NAMES)]
    sites = [
        {"service": one, "host": f"{one.removeprefix('web-')}.{domain}", "aliases": [], "replicas": 2}
        for one in services
    ]
    site = server.run("docker", "ps", "--quiet", "--filter", "name=web-d").split()[0]
    image = server.run("docker", "inspect", "--format", "{{.Image}}", site).strip()
    server.put("/opt/bench-route.json", json.dumps({"part": PART, "sites": sites}).encode())
    try:
        named = [word for one in services for word in ("--network-alias", f"tasks.{one}")]
        server.run(
            *("docker", "run", "--detach", "--name", NEIGHBOUR, "--network", "edge"),
            *("--read-only", "--tmpfs", "/tmp", *named, image),  # noqa: S108  # inside the container
        )
        server.run("sh", "-c", f"exec kominfo-edge put {PART} </opt/bench-route.json")
        held = _settled(server)
    finally:
        server.tried("kominfo-edge", "drop", PART)
        server.tried("docker", "rm", "--force", NEIGHBOUR)
    yield Row(f"memory of the edge at {NAMES} names more", held / MEGABYTE, None, LARGEST, 1, "MB")


def idle(city: LabCity, _: int) -> Iterator[Row]:
    """What a command leaves behind, once the connections it shares with the next one are given up."""
    city.do("up")
    city.do("status")
    left = _ours(city)
    note = f"right after a command: {', '.join(sorted(name for name, _ in left)) or 'nothing'}"
    time.sleep(PERSIST_SECONDS + 10)
    held = sum(size for _, size in _ours(city)) / MEGABYTE
    yield Row("memory of our own control processes when idle", held, None, 0, 1, "MB", note=note)


ROWS: dict[str, Callable[[LabCity, int], Iterator[Row]]] = {"edge-memory": edge, "idle-memory": idle}


def _settled(server: Inside) -> float:
    """Bytes of HAProxy's two processes, once the worker that was replaced has left."""
    deadline = time.monotonic() + SETTLED_SECONDS
    while time.monotonic() < deadline:
        time.sleep(5)
        count, held = (int(word) for word in server.run("python3", "-c", RESIDENT).split())
        if count == 2:  # master and worker
            return held
    fault = f"{count} processes of the edge run after {SETTLED_SECONDS} s"
    raise KominfoError(Problem(server.machine, "", fault, "an old worker does not leave"))


def _ours(city: LabCity) -> list[tuple[str, int]]:
    """(name, bytes) of every process of this machine that was started for this city's home."""
    mark = f"KOMINFO_HOME={city.environment['KOMINFO_HOME']}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                pages = int((folder / "statm").read_text().split()[1])
                found.append(((folder / "comm").read_text().strip(), pages * PAGE_SIZE))
        except OSError:
            continue  # it ended
    return found
