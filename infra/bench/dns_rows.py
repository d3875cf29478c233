"""Rows about the zone: what our records cost beside the same ones sent by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from statistics import median

from infra.backends import dns
from infra.bench.lab import LabCity
from infra.bench.measure import Row, seconds
from infra.errors import KominfoError, Problem
from infra.plan import names

RECORDS = 500
PART = "bench-records"
PRIMARY = "siantar-1"
KEY_FILE, BATCH = "/root/bench.key", "/root/bench.batch"
# Timed in there: what it takes to enter the machine is no part of it.
TIMED = 'began=$(date +%s%N); nsupdate -v -k "$1" "$2"; echo $(($(date +%s%N) - began))'


def publish(city: LabCity, runs: int) -> Iterator[Row]:
    """As many records of a part of its own, each time under names that never were."""
    told = city.outputs()
    domain, address = told["domain"], told["nameservers"][0]["address"]
    key = update_key(city.server(PRIMARY).run("cat", "/etc/knot/knot.conf"))
    zone = dns.Rfc2136Zone(domain, address, 53, key)
    ours, floor = [], []
    for number in range(-1, runs):
        taken = _published(zone, number), _by_hand(city, key, domain, address, number)
        if number >= 0:
            ours.append(taken[0])
            floor.append(taken[1])
    yield Row(f"publishing {RECORDS} records ÷ one nsupdate batch", median(ours), median(floor), 1.2, runs)


def update_key(configuration: str) -> dns.Key:
    """The key that may update, out of Knot's configuration."""
    form = rf"id: {names.UPDATE_KEY}\s+algorithm: (\S+)\s+secret: (\S+)"
    found = re.search(form, configuration.replace('"', ""))
    if found is None:
        raise KominfoError(Problem("knot.conf", names.UPDATE_KEY, "the key is not there"))
    return dns.Key(names.UPDATE_KEY, found[1], found[2])


def _published(zone: dns.Zone, number: int) -> float:
    records = [
        dns.canonical(zone.domain, f"ours{number}x{one}", "CNAME", 300, ["edge"]) for one in range(RECORDS)
    ]
    try:
        return seconds(lambda: dns.publish(zone, PART, records))
    finally:
        dns.withdraw(zone, PART)


def _by_hand(city: LabCity, key: dns.Key, domain: str, address: str, number: int) -> float:
    client = city.client
    owners = [f"hand{number}x{one}.{domain}." for one in range(RECORDS)]
    client.put(
        KEY_FILE,
        f'key "{key.name}" {{ algorithm {key.algorithm}; secret "{key.secret}"; }};\n'.encode(),
        0o600,
    )
    try:
        added = _nsupdate(
            city, batch(address, domain, [f"add {one} 300 CNAME edge.{domain}." for one in owners])
        )
        _nsupdate(city, batch(address, domain, [f"delete {one} CNAME" for one in owners]))
    finally:
        client.tried("rm", "-f", KEY_FILE, BATCH)
    return added


def batch(address: str, domain: str, updates: list[str]) -> str:
    """What nsupdate reads: all of it one message."""
    return "\n".join(
        [f"server {address}", f"zone {domain}", *(f"update {one}" for one in updates), "send", ""]
    )


def _nsupdate(city: LabCity, text: str) -> float:
    """Seconds, by the client's own clock."""
    city.client.put(BATCH, text.encode(), 0o600)
    return int(city.client.run("bash", "-ec", TIMED, "nsupdate", KEY_FILE, BATCH).split()[-1]) / 1e9


ROWS: dict[str, Callable[[LabCity, int], Iterator[Row]]] = {"records": publish}
