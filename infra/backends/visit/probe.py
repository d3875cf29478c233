"""Whether hosts answer from outside: name servers, certificate, edge, site, the whole way."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import dns.exception
import dns.resolver

from infra.backends.visit.https import get

DNS_PORT = 53
RESOLVE_SECONDS = 5.0
AT_ONCE = 8
# Ours, below 500: a page that is not there is the site's own affair, an error of its program is not.
BROKEN = 500


@dataclass(frozen=True, slots=True)
class Edge:
    """``addresses``: the public ones, then the one by which the control host reaches it."""

    name: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """``broken``: the site was reached and failed; otherwise something on the way to it did."""

    host: str
    edge: str
    said: str
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Patience:
    """A host passes after ``good`` good answers in a row, ``pause`` seconds apart; ``tries`` bound it."""

    tries: int
    good: int
    pause: float = 0.5


def complaints(
    hosts: Iterable[str], name_servers: Sequence[str], edges: Sequence[Edge], ca_file: str, patience: Patience
) -> list[Complaint]:
    """What is wrong, one a host and edge at most; none when every host answers through every edge."""
    with ThreadPoolExecutor(AT_ONCE) as side_by_side:
        wrong = [
            side_by_side.submit(_complaint, host, name_servers, edge, ca_file, patience)
            for host in hosts
            for edge in edges
        ]
        return [complaint for one in wrong if (complaint := one.result())]


def _complaint(
    host: str, name_servers: Sequence[str], edge: Edge, ca_file: str, patience: Patience
) -> Complaint | None:
    in_a_row, last = 0, None
    for left in range(patience.tries, 0, -1):
        found = _unresolved(host, name_servers, edge) or _unanswered(host, edge, ca_file)
        in_a_row, last = (0, found) if found else (in_a_row + 1, last)
        if in_a_row == patience.good:
            return None
        if left > 1:
            time.sleep(patience.pause)
    return last


def _unresolved(host: str, name_servers: Sequence[str], edge: Edge) -> Complaint | None:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = list(name_servers)
    resolver.port = DNS_PORT
    resolver.lifetime = RESOLVE_SECONDS
    try:
        resolver.resolve(host, "A")
    except dns.exception.DNSException as error:
        said = f"the city's name servers do not know it ({error or type(error).__name__})"
        return Complaint(host, edge.name, said)
    return None


def _unanswered(host: str, edge: Edge, ca_file: str) -> Complaint | None:
    silent = "it has no address"
    for address in edge.addresses:
        try:
            status = get(address, host, ca_file=ca_file).status
        except ssl.SSLError as error:
            return Complaint(host, edge.name, f"its certificate is not accepted ({error.reason or error})")
        except (OSError, http.client.HTTPException) as error:
            silent = f"{address} does not answer ({error or type(error).__name__})"
            continue
        return Complaint(host, edge.name, f"it answers {status}", broken=True) if status >= BROKEN else None
    return Complaint(host, edge.name, silent)
