"""A small world of real Knot servers on loopback: a parent zone, a city's name servers, a resolver."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from infra.plan.online import Wanted
from tests.contract.dns.knot import running

PARENT, RESOLVER = "127.0.83.1", "127.0.83.2"
NS1, NS2, OTHER = "127.0.83.11", "127.0.83.12", "127.0.83.13"
EDGE = "203.0.113.80"

WANTED = Wanted(
    "kota",
    "kota.test",
    {"ns1.kota.test": frozenset({NS1}), "ns2.kota.test": frozenset({NS2})},
    frozenset({EDGE}),
    ("dinkes.kota.test", "edge.kota.test"),
    ("*.kota.test", "kota.test"),
    ("letsencrypt.org",),
)

CITY = f"""\
$ORIGIN kota.test.
$TTL 3600
@ SOA ns1 hostmaster 7 3600 600 1209600 300
@ NS ns1
@ NS ns2
ns1 A {NS1}
ns2 A {NS2}
edge A {EDGE}
dinkes CNAME edge
"""

DELEGATION = f"""\
kota NS ns1.kota
kota NS ns2.kota
ns1.kota A {NS1}
ns2.kota A {NS2}
"""


def parent_zone(delegation: str) -> str:
    return (
        "$ORIGIN test.\n$TTL 3600\n@ SOA ns hostmaster 1 3600 600 1209600 300\n"
        f"@ NS ns\nns A {PARENT}\n{delegation}"
    )


@contextmanager
def serving(
    folder: Path,
    address: str,
    port: int,
    zones: Mapping[str, str],
    *,
    signed: bool = False,
    primary: str = "",
) -> Iterator[None]:
    """Name server of ``zones`` (name → master file); with ``primary`` it transfers them from there."""
    shutil.rmtree(folder, ignore_errors=True)  # its journal would outlive the zone of the test before
    folder.mkdir()
    entries = ""
    for name, text in zones.items():
        (folder / name).write_text(text)
        source = "master: primary" if primary else f"file: {folder / name}\n    acl: anyone"
        entries += f"  - domain: {name}\n    {source}\n    dnssec-signing: {'on' if signed else 'off'}\n"
    configured = f"""\
server:
  rundir: {folder}
  listen: {address}@{port}
database:
  storage: {folder}
remote:
  - id: primary
    address: {primary or address}@{port}
acl:
  - id: anyone
    address: 127.0.0.0/8
    action: transfer
template:
  - id: default
    storage: {folder}
    zonefile-sync: -1
    zonefile-load: difference
    journal-content: all
zone:
{entries}"""
    with running(folder, configured, address, port):
        yield
