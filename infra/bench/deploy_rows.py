"""Rows about changes: what converging servers and deploying a site cost beside doing it by hand."""

from __future__ import annotations

import base64
import itertools
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from infra.bench.lab import DEMO, Inside, LabCity
from infra.bench.measure import Row, interleaved
from infra.errors import KominfoError, Problem
from infra.plan import names

OPD, BUILD = "bench", "siantar-1"
SOURCE = DEMO / "dinkes" / "web"
FOLDER, LOGIN = "/var/tmp/kominfo-bench-site", "/root/kominfo-bench-login"  # noqa: S108  # on the lab's server, as root
PART = """\
opd: bench
name: Dinas Ukur
sites:
  - label: bench
    source: bench/web
    replicas: 2
    memory: 64M
"""
_version = itertools.count(1)


def converge(city: LabCity, runs: int) -> Iterator[Row]:
    """All servers with all their layers, on both sides."""
    what = "converge of the servers with nothing to do"
    ways = {
        "stamped": partial(_up, city),
        "refreshed": partial(_up, city, "--refresh"),
        "raw": partial(_raw, city),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(runs):
        for name in list(ways)[:: 1 if number % 2 else -1]:
            taken[name].append(ways[name]())
    found = {name: median(times) for name, times in taken.items()}
    yield Row(f"{what}, stamped ÷ raw ansible-playbook", found["stamped"], found["raw"], 0.05, runs)
    yield Row(f"{what}, with --refresh ÷ raw ansible-playbook", found["refreshed"], found["raw"], 1.05, runs)


def _up(city: LabCity, *words: str) -> float:
    """Seconds of `up` of the data center."""
    started = time.monotonic()
    city.do("up", "datacenter", *words)
    return time.monotonic() - started


def _raw(city: LabCity) -> float:
    """Seconds of `ansible-playbook`."""
    return float(told(city, "infra.bench.raw")["seconds"])


def told(city: LabCity, module: str) -> dict[str, Any]:
    """What one of our modules tells about the city, in a process that has the city's home."""
    argv = [sys.executable, "-m", module, city.name]
    done = subprocess.run(argv, env=city.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise KominfoError(Problem(module, city.name, f"ended {done.returncode}", done.stderr[-3000:]))
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def deploy(city: LabCity, runs: int) -> Iterator[Row]:
    with _site(city) as site:
        taken = interleaved(site.ours, site.by_hand, runs)
    note = "ours also starts an engine, proves the release from outside, and keeps it"
    what = "deploy of a new version of one site ÷ docker build, push, service update"
    yield Row(what, *taken, 1.15, runs, note=note)


@dataclass(frozen=True, slots=True)
class Site:
    """A site of the city, and what a person needs to know to deploy it on the build server."""

    city: LabCity
    server: Inside
    registry: str
    builder: str
    web: str

    def ours(self) -> None:
        page = self.city.stacks / OPD / "web" / "content" / "bench.md"
        page.write_text(_page())
        self.city.do("up", OPD)

    def by_hand(self) -> None:
        """As our site is built: the same server, Dockerfile and base images, from files that lie there."""
        self.server.put(f"{FOLDER}/content/bench.md", _page().encode())
        image = f"{self.registry}/sites/web-{OPD}:by-hand"
        bases = ("--build-arg", f"BUILDER={self.builder}", "--build-arg", f"WEB={self.web}")
        self._docker("build", "--quiet", *bases, "--tag", image, FOLDER)
        self._docker("push", "--quiet", image)
        digest = self._docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", image).strip()
        words = ("--quiet", "--with-registry-auth", "--image", digest)
        self._docker("service", "update", *words, f"web-{OPD}")

    def _docker(self, *words: str) -> str:
        return self.server.run("env", "DOCKER_BUILDKIT=0", "docker", "--config", LOGIN, *words)


def _page() -> str:
    return f"---\ntitle: Ukur\n---\nVersi {next(_version)} ({time.time()})\n"


def _login(registry: str, password: str) -> bytes:
    """What `docker login` would write."""
    both = base64.b64encode(f"{names.REGISTRY_USER}:{password}".encode()).decode()
    return json.dumps({"auths": {registry: {"auth": both}}}).encode()


@contextmanager
def _site(city: LabCity) -> Iterator[Site]:
    """A site of the bench's own, published; gone at the end."""
    part, source = city.stacks / f"{OPD}.yaml", city.stacks / OPD
    server = city.server(BUILD)
    try:
        shutil.copytree(SOURCE, source / "web", dirs_exist_ok=True)
        part.write_text(PART)
        city.do("up", OPD)
        known = told(city, "infra.bench.upstream")
        registry = known["image_web"].partition("/")[0]
        server.run("mkdir", "-p", FOLDER)
        subprocess.run(["docker", "cp", "--quiet", f"{SOURCE}/.", f"{server.machine}:{FOLDER}"], check=True)
        server.put(f"{LOGIN}/config.json", _login(registry, known["registry_password"]), 0o600)
        yield Site(city, server, registry, known["image_builder"], known["image_web"])
    finally:
        server.tried("rm", "-rf", FOLDER, LOGIN)
        city.do("destroy", OPD, "--yes")
        part.unlink(missing_ok=True)
        shutil.rmtree(source, ignore_errors=True)


ROWS: dict[str, Callable[[LabCity, int], Iterator[Row]]] = {"converge": converge, "deploy": deploy}
