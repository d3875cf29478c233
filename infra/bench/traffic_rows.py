"""Rows about visitors: what a deploy, a reload or a dead server costs them, and for how long errors last."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from infra.bench.lab import Inside, LabCity
from infra.bench.measure import Row
from infra.bench.traffic import Report, visitors
from infra.errors import KominfoError, Problem
from infra.home import CHECKOUT

SLOWEST = 1.1
BACK_WITHIN = 60.0
RELOADS = 50
DARK_SECONDS = 30
RETURN_SECONDS = 300
FAILED = 1
SECRET = "secrets: [kunci]"  # noqa: S105  # its name alone, no value
ERRORS = b"#!/bin/busybox sh\nprintf 'Status: 500 Internal Server Error\\r\\n\\r\\nuji: rusak\\n'\n"
_release = itertools.count(int(time.time()))


def rollout(city: LabCity, runs: int) -> Iterator[Row]:
    """New versions of two sites, one of which answers forms meanwhile."""
    with visitors(city) as watch:
        for _ in range(runs):
            _write_release(city)
            city.do("up", "dinkes", "uji")
    yield from _rows("rolling deploy", watch.report, runs)


def rollback(city: LabCity, runs: int) -> Iterator[Row]:
    part = city.stacks / "uji.yaml"
    declared = part.read_text()
    _write_release(city)
    city.do("up", "uji")
    with visitors(city) as watch:
        for _ in range(runs):
            city.do("rollback", "uji", "--why", "bench")
            part.write_text(declared)
            city.do("up", "uji")
    yield from _rows("rollback, and forth again", watch.report, runs)


def secret(city: LabCity, runs: int) -> Iterator[Row]:
    """Another value of a secret each time."""
    part = city.stacks / "uji.yaml"
    declared = part.read_text()
    part.write_text(f"{declared.rstrip()}\n    {SECRET}\n")
    _set_secret(city)
    city.do("up", "uji")
    try:
        with visitors(city) as watch:
            for _ in range(runs):
                _set_secret(city)
                city.do("up", "uji")
    finally:
        part.write_text(declared)
        city.do("up", "uji", "--allow", "deletes")
    yield from _rows("secret rotation", watch.report, runs)


def reloads(city: LabCity, _: int) -> Iterator[Row]:
    edges = itertools.cycle(city.holding("edge"))
    with visitors(city) as watch:
        for _ in range(RELOADS):
            next(edges).run("kominfo-edge", "activate")
    yield from _rows(f"{RELOADS} edge reloads", watch.report, RELOADS)


def edge_update(city: LabCity, runs: int) -> Iterator[Row]:
    """Another edge image, as whoever works on the platform brings it: edges are replaced one by one."""
    with tempfile.TemporaryDirectory(prefix="kominfo-bench-") as folder:
        other = Path(folder)
        shutil.copy(CHECKOUT / "kominfo", other)
        for part in ("infra", "roles", "opd_templates"):
            shutil.copytree(CHECKOUT / part, other / part)
        recipe = other / "roles" / "images" / "files" / "edge" / "Dockerfile"
        with visitors(city) as watch:
            for _ in range(runs):
                recipe.write_text(f"{recipe.read_text()}LABEL bench={next(_release)}\n")
                city.do("up", "datacenter", checkout=other)
    yield from _rows("edge image update", watch.report, runs)


def kill_edge(city: LabCity, runs: int) -> Iterator[Row]:
    yield from _killed(city, runs, "an edge killed", lambda: "siantar-2")


def kill_server(city: LabCity, runs: int) -> Iterator[Row]:
    yield from _killed(city, runs, "a site's server killed", lambda: "siantar-3")


def kill_leader(city: LabCity, runs: int) -> Iterator[Row]:
    yield from _killed(city, runs, "the swarm's leader killed", lambda: _leader(city))


def errors(city: LabCity, _: int) -> Iterator[Row]:
    """A release that is healthy and answers errors: how long until the former serves everywhere."""
    site = city.stacks / "uji"
    page, program = site / "www" / "index.html", site / "www" / "cgi-bin" / "index.cgi"
    good = page.read_bytes()
    page.unlink()
    program.write_bytes(ERRORS)
    program.chmod(0o755)
    try:
        with visitors(city) as watch:
            _fails(city)
    finally:
        program.unlink()
        page.write_bytes(good)
        city.do("up", "uji")
    bad = [visit for visit in watch.report.failed if visit.said == "status 500"]
    lasted = max(visit.at for visit in bad) - min(visit.at for visit in bad) if bad else 0.0
    others = len(watch.report.failed) - len(bad)
    yield Row(
        "a release that answers 500: until the former serves everywhere",
        *(lasted, None, BACK_WITHIN, 1),
        note=f"{len(bad)} answers 500 of {watch.report}",
    )
    yield Row("failed requests, but those: a release that answers 500", others, None, 0, 1, "")


def crash(city: LabCity, runs: int) -> Iterator[Row]:
    program = city.stacks / "uji" / "serve.sh"
    good = program.read_bytes()
    try:
        with visitors(city) as watch:
            for _ in range(runs):
                program.write_bytes(f"#!/bin/busybox sh\nexit 1 # {next(_release)}\n".encode())
                _fails(city)
    finally:
        program.write_bytes(good)
        city.do("up", "uji")
    yield from _rows("a release that crashes", watch.report, runs)


ROWS: dict[str, Callable[[LabCity, int], Iterator[Row]]] = {
    "rollout": rollout,
    "rollback": rollback,
    "secret": secret,
    "reloads": reloads,
    "edge-update": edge_update,
    "kill-edge": kill_edge,
    "kill-server": kill_server,
    "kill-leader": kill_leader,
    "errors": errors,
    "crash": crash,
}


def _rows(what: str, report: Report, runs: int) -> Iterator[Row]:
    yield Row(f"failed requests: {what}", len(report.failed), None, 0, runs, "", note=str(report))
    yield Row(f"slowest request: {what}", report.slowest, None, SLOWEST, runs)


def _killed(city: LabCity, runs: int, what: str, victim: Callable[[], str]) -> Iterator[Row]:
    """Power gone for a while, then back; before each a deploy spreads the sites over all servers again."""
    reports = []
    for _ in range(runs):
        _write_release(city)
        city.do("up", "dinkes", "uji")
        name = victim()
        with visitors(city) as watch:
            watch.cut(name)
            time.sleep(DARK_SECONDS)
            city.server(name).start()
            _wait_until_whole(city)
        reports.append(watch)
    visits = [visit for watch in reports for visit in watch.visits]
    yield from _rows(what, Report.of(visits, [cut for watch in reports for cut in watch.cuts]), runs)


def _fails(city: LabCity) -> None:
    """An `up` that must fail."""
    code, said = city.kominfo("up", city.name, "uji")
    if code != FAILED:
        raise KominfoError(Problem("bench", "uji", f"a broken release's `up` ended {code}", said[-3000:]))


def _write_release(city: LabCity) -> None:
    number = next(_release)
    (city.stacks / "uji" / "www" / "release.txt").write_text(f"{number}\n")
    page = city.stacks / "dinkes" / "web" / "content" / "bench.md"
    page.write_text(f"---\ntitle: Bench\n---\nVersi {number}\n")


def _set_secret(city: LabCity) -> None:
    code, said = city.kominfo("secret", "set", city.name, "uji", "kunci", given=f"nilai-{next(_release)}")
    if code:
        raise KominfoError(Problem("bench", "uji", "its secret could not be set", said))


def _leader(city: LabCity) -> str:
    shape = "{{.Hostname}} {{.ManagerStatus}}"
    nodes = city.holding("manager")[0].run("docker", "node", "ls", "--format", shape)
    return next(line.split()[0] for line in nodes.splitlines() if line.endswith("Leader"))


def _wait_until_whole(city: LabCity) -> None:
    """Until every node is ready and every service has all its tasks."""
    manager, deadline = city.holding("manager")[0], time.monotonic() + RETURN_SECONDS
    while not _whole(manager):
        if time.monotonic() > deadline:
            raise KominfoError(Problem("bench", "", f"the city is not whole after {RETURN_SECONDS} s"))
        time.sleep(1)


def _whole(manager: Inside) -> bool:
    asked, nodes = manager.tried("docker", "node", "ls", "--format", "{{.Status}}")
    told, services = manager.tried("docker", "service", "ls", "--format", "{{.Replicas}}")
    counts = [one.split()[0].split("/") for one in services.splitlines()]
    return not asked + told and set(nodes.split()) == {"Ready"} and all(a == b for a, b in counts)
