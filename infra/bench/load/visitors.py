"""Visitors: so many requests a second, each with an outcome that is written down, until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import ssl
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import TextIO

import dns.asyncresolver
import dns.exception

from .wire import Answer, BrokenError, Connection, Door, closed, connect

GET_SECONDS, POST_SECONDS = 5.0, 20.0
NAME_SERVER_SECONDS = 0.3
"""Before the next one is asked, as recursors do with what they know of each."""
TICK = 0.05
LATE = 1.0
IDLE_SECONDS = 10.0
"""After that a kept connection is left alone: the edge ends it after 15, and a form may meet that moment."""
KEPT = 4
"""Connections of each protocol that are kept alive at a time."""
OK = 200


@dataclass(frozen=True, slots=True)
class Page:
    """``marker`` is in this site's answer, and in no other's."""

    host: str
    path: str
    marker: str
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request. ``at``, ``opened``: seconds since 1970; ``said`` is empty when all was well.

    ``stood_still``: for how long the visitors themselves were kept from running meanwhile, at most.
    """

    at: float
    seconds: float
    method: str
    host: str
    protocol: str
    way: str
    edge: str = ""
    opened: float = 0.0
    retried: bool = False
    said: str = ""
    stood_still: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """``rate``: pages asked per second; ``posts``: forms sent per second. ``ca_file`` empty: in clear."""

    pages: tuple[Page, ...]
    forms: tuple[Page, ...]
    name_servers: tuple[str, ...]
    ca_file: str
    rate: float
    posts: float
    port: int = 443
    protocols: tuple[str, ...] = ("h1", "h2")

    @classmethod
    def read(cls, text: str) -> Plan:
        plain = json.loads(text)
        for kind in ("pages", "forms"):
            plain[kind] = tuple(Page(**one) for one in plain[kind])
        for kind in ("name_servers", "protocols"):
            plain[kind] = tuple(plain[kind])
        return cls(**plain)


class Visitors:
    """They know each other: kept connections are shared, names are asked anew for each new connection."""

    def __init__(self, plan: Plan, into: TextIO) -> None:
        self._plan, self._into = plan, into
        self._kept: dict[tuple[str, str], list[Connection]] = {}
        self._trust = {protocol: _trust(plan.ca_file, protocol) for protocol in ("h1", "h2")}
        self._going: set[asyncio.Task[None]] = set()
        self._stood_still: deque[tuple[float, float]] = deque(maxlen=4096)

    async def stay(self, until: asyncio.Event) -> None:
        """Visit until told to stop; requests that are under way then are waited for."""
        plan = self._plan
        watching = asyncio.create_task(self._watch_the_clock())
        await asyncio.gather(
            self._pace(plan.pages, plan.rate, GET_SECONDS, until),
            self._pace(plan.forms, plan.posts, POST_SECONDS, until),
        )
        await asyncio.gather(*self._going)
        watching.cancel()

    async def _watch_the_clock(self) -> None:
        """A busy machine makes visitors late: that is no fault of the city's."""
        while True:
            asleep = time.monotonic()
            await asyncio.sleep(TICK)
            awake = time.monotonic()
            self._stood_still.append((awake, awake - asleep - TICK))

    async def _pace(
        self, pages: tuple[Page, ...], rate: float, patience: float, until: asyncio.Event
    ) -> None:
        """An open loop: a slow answer makes nobody else wait, and nobody comes in a crowd."""
        turns = zip(itertools.cycle(pages), _ways(len(pages), self._plan.protocols), strict=False)
        due = time.monotonic()
        while pages and not until.is_set():
            page, (protocol, way) = next(turns)
            task = asyncio.create_task(self._visit(page, protocol, way, patience))
            self._going.add(task)
            task.add_done_callback(self._going.discard)
            due = max(due + 1 / rate, time.monotonic() - LATE)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(until.wait(), max(0.0, due - time.monotonic()))

    async def _visit(self, page: Page, protocol: str, way: str, patience: float) -> None:
        began, started = time.time(), time.monotonic()
        visit = Visit(began, 0, page.method, page.host, protocol, way)
        try:
            visit = await asyncio.wait_for(self._ask(page, visit), patience)
        except TimeoutError:
            visit = replace(visit, said=f"no answer in {patience:g} s")
        except Exception as bug:  # a visit is never lost
            visit = replace(visit, said=f"the visitor failed: {type(bug).__name__}: {bug}")
        late = [late for when, late in self._stood_still if when >= started]
        visit = replace(visit, seconds=time.monotonic() - started, stood_still=max(late, default=0.0))
        self._into.write(json.dumps(asdict(visit)) + "\n")

    async def _ask(self, page: Page, visit: Visit) -> Visit:
        """What the page's answer was; what was never taken is sent once more over a new connection."""
        try:
            taken = await self._connection(page.host, visit.protocol, kept=visit.way == "kept")
        except BrokenError as broken:
            return replace(visit, said=broken.kind)
        visit = replace(visit, edge=taken.peer, opened=taken.opened)
        try:
            answer = await taken.ask(page.method, page.host, page.path)
        except BrokenError as broken:
            if broken.untouched and not visit.retried:
                return await self._ask(page, replace(visit, way="new", retried=True))
            return replace(visit, said=broken.kind)
        await self._give_back(page.host, visit, taken)
        return replace(visit, said=_judged(answer, page))

    async def _connection(self, host: str, protocol: str, *, kept: bool) -> Connection:
        pool = self._kept.setdefault((host, protocol), [])
        pool[:] = [one for one in pool if one.open and time.monotonic() - one.idle < IDLE_SECONDS]
        if kept and pool and (protocol == "h1" or len(pool) >= KEPT):
            # A connection of HTTP/2 is shared while it works; one of HTTP/1.1 is its user's alone.
            return pool.pop(0) if protocol == "h1" else random.choice(pool)  # noqa: S311  # no secret
        addresses = await self._resolve(host)
        taken = await connect(Door(host, addresses, self._plan.port, self._trust[protocol]), protocol)
        taken.idle = time.monotonic()
        if kept and protocol == "h2":
            pool.append(taken)
        return taken

    async def _give_back(self, host: str, visit: Visit, taken: Connection) -> None:
        pool = self._kept[host, visit.protocol]
        if visit.way == "new":
            await closed(taken)
        elif visit.protocol == "h1" and taken.open and len(pool) < KEPT:
            pool.append(taken)
        taken.idle = time.monotonic()

    async def _resolve(self, host: str) -> tuple[str, ...]:
        """The host's addresses in any order; a name that is an address is itself (tests)."""
        if not self._plan.name_servers:
            return (host,)
        resolver = dns.asyncresolver.Resolver(configure=False)
        resolver.nameservers = list(self._plan.name_servers)
        resolver.rotate, resolver.timeout = True, NAME_SERVER_SECONDS
        try:
            found = [str(one) for one in await resolver.resolve(host, "A")]
        except dns.exception.DNSException as fault:
            raise BrokenError(f"name: {type(fault).__name__}") from None
        random.shuffle(found)
        return tuple(found)


def _ways(pages: int, protocols: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each page meets each way: the ways change once all pages had their turn."""
    ways = tuple(itertools.product(protocols, ("new", "kept")))
    return (way for way in itertools.cycle(ways) for _ in range(pages))


def _judged(answer: Answer, page: Page) -> str:
    if answer.status != OK:
        return f"status {answer.status}"
    return "" if page.marker.encode() in answer.body else "not this site's page"


def _trust(ca_file: str, protocol: str) -> ssl.SSLContext | None:
    if not ca_file:
        return None
    context = ssl.create_default_context(cafile=ca_file)
    context.set_alpn_protocols([{"h1": "http/1.1", "h2": "h2"}[protocol]])
    return context
