"""Visitors of a lab city while something is done to it, and what their visits amount to."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import quantiles

from infra.bench import load
from infra.bench.lab import LabCity
from infra.bench.load.visitors import Page, Plan, Visit

RATE, POSTS = 60.0, 1.0
"""Pages asked a second; forms a second, each of which takes ten."""
SETTLING = 3.0
STOOD_STILL = 0.2
PLACE = "/opt"
UNIT = "load"
PAGES = (
    Page("dinkes", "/", "Dinas Kesehatan"),
    Page("uji", "/", "uji: halaman"),
)
FORMS = (Page("uji", "/cgi-bin/slow", "uji: diterima", "POST"),)


@dataclass(frozen=True, slots=True)
class Cut:
    """A box whose power was cut between ``at`` and ``until``, s since 1970; ``edge``: its address, if one."""

    at: float
    until: float
    edge: str = ""

    def took(self, visit: Visit) -> bool:
        """Whether the request was in flight then: sent before, or over a connection to it from before."""
        if visit.at <= self.until and self.at <= visit.at + visit.seconds:
            return True
        return bool(self.edge) and visit.edge == self.edge and visit.opened <= self.until <= visit.at


@dataclass(frozen=True, slots=True)
class Report:
    """``failed`` without those ``in_flight`` on a box that lost power; ``slowest``, ``p99``: of pages, s."""

    visits: int
    failed: tuple[Visit, ...]
    in_flight: int
    retried: int
    slowest: float
    p99: float
    stood_still: float
    began: float
    rate: float

    @classmethod
    def of(cls, visits: Sequence[Visit], cuts: Iterable[Cut] = ()) -> Report:
        cuts, moments = tuple(cuts), [visit.at for visit in visits]
        lost = [visit for visit in visits if visit.said]
        failed = tuple(visit for visit in lost if not any(cut.took(visit) for cut in cuts))
        pages = sorted(visit.seconds for visit in visits if not visit.said and visit.method == "GET")
        return cls(
            visits=len(visits),
            failed=failed,
            in_flight=len(lost) - len(failed),
            retried=sum(visit.retried for visit in visits),
            slowest=pages[-1] if pages else 0.0,
            p99=quantiles(pages, n=100)[-1] if len(pages) > 1 else 0.0,
            stood_still=max((visit.stood_still for visit in visits), default=0.0),
            began=min(moments, default=0.0),
            rate=len(visits) / (max(moments) - min(moments)) if len(set(moments)) > 1 else 0.0,
        )

    def __str__(self) -> str:
        said = [f"{self.visits} requests ({self.rate:.0f}/s)", f"p99 {1000 * self.p99:.0f} ms"]
        if self.retried:
            said.append(f"{self.retried} sent again over a new connection")
        if self.in_flight:
            said.append(f"{self.in_flight} in flight on a box whose power was cut")
        if self.stood_still > STOOD_STILL:
            said.append(f"the client itself stood still for up to {self.stood_still:.1f} s")
        for (kind, method), count in Counter(
            (visit.said, visit.method) for visit in self.failed
        ).most_common():
            first = min(visit.at for visit in self.failed if (visit.said, visit.method) == (kind, method))
            said.append(f"{count} {method}: {kind}, first {first - self.began:.1f} s after the beginning")
        return "; ".join(said)


@dataclass(slots=True)
class Watch:
    """``report`` once the visitors left; ``cuts`` is told by who cuts power."""

    city: LabCity
    cuts: list[Cut] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)

    def cut(self, server: str) -> None:
        """Cut a server's power, now."""
        address = next(one["address"] for one in self.city.outputs()["servers"] if one["name"] == server)
        moment = time.time()
        self.city.server(server).cut_power()
        self.cuts.append(Cut(moment, time.time(), address))

    @property
    def report(self) -> Report:
        return Report.of(self.visits, self.cuts)


@contextmanager
def visitors(city: LabCity, pages: Sequence[Page] = PAGES, forms: Sequence[Page] = FORMS) -> Iterator[Watch]:
    """Visit ``pages`` (hosts are labels) while the block runs, and a while before and after."""
    watch, client = Watch(city), city.client
    _send(city, pages, forms)
    client.run(
        *("systemd-run", f"--unit={UNIT}", "--collect", f"--working-directory={PLACE}"),
        *("--property=TimeoutStopSec=60", "--property=LimitNOFILE=65536"),
        *("python3", "-m", "load", "plan.json", "visits.jsonl"),
    )
    try:
        time.sleep(SETTLING)
        yield watch
        time.sleep(SETTLING)
    finally:
        client.run("systemctl", "stop", UNIT)  # waits for what is under way
    written = client.run("cat", f"{PLACE}/visits.jsonl")
    watch.visits = [Visit(**json.loads(line)) for line in written.splitlines()]


def _send(city: LabCity, pages: Sequence[Page], forms: Sequence[Page]) -> None:
    """The program and its plan, into the client."""
    outputs = city.outputs()
    for file in Path(next(iter(load.__path__))).glob("*.py"):
        city.client.put(f"{PLACE}/load/{file.name}", file.read_bytes())
    city.client.put(f"{PLACE}/ca.pem", Path(outputs["ca_file"]).read_bytes())
    plan = Plan(
        pages=_named(pages, outputs["domain"]),
        forms=_named(forms, outputs["domain"]),
        name_servers=tuple(server["address"] for server in outputs["nameservers"]),
        ca_file=f"{PLACE}/ca.pem",
        rate=RATE,
        posts=POSTS,
    )
    city.client.put(f"{PLACE}/plan.json", json.dumps(asdict(plan)).encode())


def _named(pages: Sequence[Page], domain: str) -> tuple[Page, ...]:
    return tuple(replace(page, host=f"{page.host}.{domain}") for page in pages)
