"""Visitors who ask all sites of a city, ten times a second, while something is done to it.

A visitor resolves the name at the city's own name servers and tries the next address when a connection fails:
with two edges, a dead one costs nobody a page. A connection that was made, and then cut before the answer
came, is counted apart (`cut`): power that goes takes along what was under way.
"""

from __future__ import annotations

import http.client
import itertools
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dns.exception
import dns.message
import dns.query
import dns.rdatatype

PACE = 0.1
CONNECT_SECONDS = 1.0
RESOLVE_SECONDS = 1.0
RESOLVE_ROUNDS = 3
ANSWER_SECONDS = 10.0
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Visit:
    """``fault`` is empty when the host answered 200 with its own page; ``at`` seconds since the epoch."""

    host: str
    at: float
    seconds: float
    address: str = ""
    status: int = 0
    title: str = ""
    cut: bool = False
    fault: str = ""

    def __str__(self) -> str:
        at = time.strftime("%H:%M:%S", time.gmtime(self.at))
        return f"{at} {self.host} at {self.address or '-'} after {self.seconds:.2f} s: {self.fault}"


@dataclass(slots=True)
class Visits:
    """All that was asked. ``titles``: host → what its own page is called."""

    titles: Mapping[str, str]
    all: list[Visit] = field(default_factory=list)

    @property
    def failed(self) -> list[Visit]:
        return [one for one in self.all if one.fault and not one.cut]

    @property
    def cut(self) -> list[Visit]:
        return [one for one in self.all if one.cut]

    @property
    def strange(self) -> list[Visit]:
        """A host that answered with the page of another: never, whatever happens."""
        return [
            one for one in self.all if one.status == http.client.OK and one.title != self.titles[one.host]
        ]

    @property
    def slowest(self) -> float:
        return max((one.seconds for one in self.all if not one.fault), default=0.0)

    def of(self, *hosts: str) -> list[Visit]:
        return [one for one in self.all if one.host in hosts]

    def __str__(self) -> str:
        return (
            f"{len(self.all)} requests, {len(self.failed)} failed, {len(self.cut)} cut, "
            f"slowest {self.slowest:.2f} s"
        )


@dataclass(frozen=True, slots=True)
class Visitor:
    """Asks one page at a time, from nothing each time: names, connection, certificate, page."""

    name_servers: Sequence[str]
    ca_file: str

    def visit(self, host: str, path: str = "/") -> Visit:
        at, started = time.time(), time.monotonic()
        said: list[str] = []
        for address in self.addresses(host):
            try:
                wire = _connected(address, host, self.ca_file)
            except ssl.SSLCertVerificationError as fault:
                return Visit(host, at, time.monotonic() - started, address, fault=str(fault))
            except OSError as fault:
                said.append(f"{address}: {fault or type(fault).__name__}")
                continue
            try:
                status, title = _page(wire, host, path)
            except (OSError, http.client.HTTPException) as fault:
                seconds = time.monotonic() - started
                return Visit(host, at, seconds, address, cut=True, fault=str(fault) or type(fault).__name__)
            seconds = time.monotonic() - started
            wrong = "" if status == http.client.OK else f"it answers {status}"
            return Visit(host, at, seconds, address, status, title, fault=wrong)
        seconds = time.monotonic() - started
        return Visit(host, at, seconds, fault="; ".join(said) or "no name server gives an address")

    def addresses(self, host: str) -> list[str]:
        """As the name servers order them; none when no name server answers, asked in turn as resolvers do."""
        question = dns.message.make_query(host, "A")
        for server in (*self.name_servers,) * RESOLVE_ROUNDS:
            try:
                answer = dns.query.udp(question, server, timeout=RESOLVE_SECONDS)
            except (dns.exception.DNSException, OSError):
                continue
            sets = [one for one in answer.answer if one.rdtype == dns.rdatatype.A]
            return [str(record) for one in sets for record in one]
        return []


def _connected(address: str, host: str, ca_file: str) -> ssl.SSLSocket:
    plain = socket.create_connection((address, 443), CONNECT_SECONDS)
    plain.settimeout(ANSWER_SECONDS)
    try:
        secured = _trust(ca_file, Path(ca_file).stat().st_mtime_ns).wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise
    return secured


_contexts: dict[tuple[str, int], ssl.SSLContext] = {}


def _trust(ca_file: str, version: int) -> ssl.SSLContext:
    """Read once, and again when the lab's authority has added a root."""
    if (ca_file, version) not in _contexts:
        _contexts[ca_file, version] = ssl.create_default_context(cafile=ca_file)
    return _contexts[ca_file, version]


def _page(wire: ssl.SSLSocket, host: str, path: str) -> tuple[int, str]:
    with wire:
        connection = http.client.HTTPConnection(host, 443)
        connection.sock = wire
        connection.request("GET", path, headers={"Host": host, "Connection": "close"})
        response = connection.getresponse()
        found = TITLE.search(response.read().decode(errors="replace"))
        return response.status, found.group(1).strip() if found else ""


def visitor(outputs: Mapping[str, Any]) -> Visitor:
    """One who knows what `outputs` says."""
    return Visitor([one["address"] for one in outputs["nameservers"]], outputs["ca_file"])


@contextmanager
def visiting(outputs: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[Visits]:
    """Visitors at every site while the body runs; what they met is whole when it ends."""
    visits, who, over = Visits(titles), visitor(outputs), threading.Event()

    def keep_asking(pool: ThreadPoolExecutor) -> None:
        for host in itertools.cycle(titles):
            if over.wait(PACE):
                return
            pool.submit(lambda host=host: visits.all.append(who.visit(host)))  # type: ignore[misc]  # a default binds the name

    with ThreadPoolExecutor(32) as pool:
        asking = threading.Thread(target=keep_asking, args=(pool,))
        asking.start()
        try:
            yield visits
        finally:
            over.set()
            asking.join()
