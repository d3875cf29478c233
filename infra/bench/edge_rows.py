"""Rows about the edge: what it costs beside no edge at all, with many names, and beside other edges."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from statistics import median

from infra.bench.edge_stand import CONTENDERS, FOLDER, OURS, Stand, stand
from infra.bench.lab import LabCity
from infra.bench.measure import Row
from infra.bench.wrk import Load
from infra.errors import KominfoError, Problem

NAMES = 500
PART, MANY = "bench-names", "many"
SETTLED_SECONDS = 5
RATE = "requests/s"
Ask = Callable[[], Load]


def against_direct(city: LabCity, runs: int) -> Iterator[Row]:
    with stand(city) as here:
        loads = in_turns({"edge": partial(here.through, OURS), "direct": here.direct}, runs)
    what = "edge with TLS and keep-alive ÷ the site reached directly in the overlay"
    yield Row(what, _rate(loads["edge"]), _rate(loads["direct"]), 0.45, runs, RATE, least=True)


def many_names(city: LabCity, runs: int) -> Iterator[Row]:
    def after(put: Callable[[], None], here: Stand) -> Ask:
        def ask() -> Load:
            put()
            return here.through(OURS)

        return ask

    with stand(city) as here, _answering(here):
        many, few = _routes(here, NAMES - 1), _routes(here, 0)
        loads = in_turns({"many": after(many, here), "few": after(few, here)}, runs)
    what = f"edge with {NAMES} names more ÷ without"
    yield Row(what, _rate(loads["many"]), _rate(loads["few"]), 0.95, runs, RATE, least=True)


def against_others(city: LabCity, runs: int) -> Iterator[Row]:
    with stand(city, *CONTENDERS) as here:
        loads = in_turns({name: partial(here.through, name) for name in (OURS, *CONTENDERS)}, runs)
    ours = loads.pop(OURS)
    for name, theirs in loads.items():
        failed = sum(load.failed for load in theirs)
        note = f"{failed} requests through {name} failed" if failed else ""
        yield Row(f"edge ÷ {name}", _rate(ours), _rate(theirs), 1.0, runs, RATE, least=True, note=note)
        yield Row(f"p99 of the edge ÷ of {name}", _p99(ours), _p99(theirs), 1.0, runs, "ms", note=note)


def in_turns(asked: Mapping[str, Ask], runs: int) -> dict[str, list[Load]]:
    """Each way asked ``runs`` times, another one first each time; once before, to warm up.

    A figure of answers that failed is none: KominfoError, but for contenders, of which it is told.
    """
    names = list(asked)
    loads: dict[str, list[Load]] = {name: [] for name in names}
    for number in range(-1, runs):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            load = asked[name]()
            if load.failed and name not in CONTENDERS:
                raise KominfoError(Problem("bench", name, f"{load.failed} requests failed"))
            if number >= 0:
                loads[name].append(load)
    return loads


def _rate(loads: list[Load]) -> float:
    return median(load.rate for load in loads)


def _p99(loads: list[Load]) -> float:
    """In milliseconds."""
    return median(load.p99 for load in loads) * 1e3


def service(number: int) -> str:
    """Of many names, the one of this number leads to it."""
    return f"web-bench-{number}"


@contextmanager
def _answering(here: Stand) -> Iterator[None]:
    """One container that is the only task of many services."""
    aliases = tuple(f"--network-alias=tasks.{service(number)}" for number in range(NAMES))
    here.start(MANY, "sh", "/bench/many.sh", options=aliases)
    try:
        yield
    finally:
        here.server.tried("kominfo-edge", "drop", PART)
        here.stop(MANY)


def _routes(here: Stand, number: int) -> Callable[[], None]:
    """Gives our edge so many sites, as an OPD's deploy does, and waits until it found and checked them."""
    file, domain = f"{FOLDER}/routes-{number}.json", here.host.partition(".")[2]
    sites = [
        {"service": service(one), "host": f"bench-{one}.{domain}", "aliases": [], "replicas": 2}
        for one in range(number)
    ]
    here.server.put(file, json.dumps({"part": PART, "sites": sites}).encode())

    def put() -> None:
        here.server.run("sh", "-c", 'kominfo-edge put "$1" < "$2"', "put", PART, file)
        time.sleep(SETTLED_SECONDS)

    return put


ROWS: dict[str, Callable[[LabCity, int], Iterator[Row]]] = {
    "direct": against_direct,
    "names": many_names,
    "edges": against_others,
}
