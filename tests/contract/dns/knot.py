"""A real Knot DNS server of the test's own, on a loopback port, with nothing outside its folder."""

from __future__ import annotations

import base64
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.backends.dns import Key, RecordSet, Slot, canonical
from tests.support.packages import need_program

DOMAIN = "kota.test"


def tsig_key(name: str, fill: bytes) -> Key:
    return Key(name, "hmac-sha256", base64.b64encode(fill * 32).decode())


WRITER = tsig_key("writer", b"w")
READER = tsig_key("reader", b"r")

ZONE = f"""\
$ORIGIN {DOMAIN}.
$TTL 3600
@ SOA ns1 hostmaster 1 3600 600 1209600 300
@ NS ns1
ns1 A 192.0.2.53
"""


def record(name: str, kind: str, *values: str, ttl: int = 3600) -> RecordSet:
    return canonical(DOMAIN, name, kind, ttl, values)


def put(*records: RecordSet) -> dict[Slot, RecordSet]:
    return {item.slot: item for item in records}


def configuration(folder: Path, port: int) -> str:
    keys = "".join(
        f"  - id: {key.name}\n    algorithm: {key.algorithm}\n    secret: {key.secret}\n"
        for key in (WRITER, READER)
    )
    return f"""\
server:
  rundir: {folder}
  listen: 127.0.0.1@{port}
database:
  storage: {folder}
key:
{keys}
acl:
  - id: write
    key: {WRITER.name}
    action: [update, transfer]
  - id: read
    key: {READER.name}
    action: transfer
policy:
  - id: signed
    algorithm: ecdsap256sha256
zone:
  - domain: {DOMAIN}
    storage: {folder}
    file: zone
    acl: [write, read]
    zonefile-sync: -1
    zonefile-load: difference-no-serial
    journal-content: all
    serial-policy: unixtime
    dnssec-signing: on
    dnssec-policy: signed
"""


@contextmanager
def knot(folder: Path) -> Iterator[int]:
    """Run it; the port it answers on."""
    port = free_port()
    (folder / "zone").write_text(ZONE)
    with running(folder, configuration(folder, port), "127.0.0.1", port):
        yield port


def free_port() -> int:
    """A port nobody listens on, on any loopback address."""
    with socket.socket() as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path, configured: str, address: str, port: int) -> Iterator[None]:
    """A Knot of that configuration, from when it listens on until it has ended."""
    program = need_program("knotd", package="knot")
    (folder / "knot.conf").write_text(configured)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "-c", str(folder / "knot.conf")], stdout=log, stderr=log)
    try:
        _until_listening(process, address, port, folder / "log")
        yield
    finally:
        process.terminate()
        process.wait(30)


def _until_listening(process: subprocess.Popen[bytes], address: str, port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((address, port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"knot does not listen:\n{log.read_text()}")
