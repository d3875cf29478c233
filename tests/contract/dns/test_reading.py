"""A zone as a real name server transfers it: the same records as its master file has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.backends.dns import Changes, reading
from infra.backends.dns.reading import master_file, transfer
from infra.backends.dns.rfc2136 import Rfc2136Zone
from infra.errors import KominfoError
from tests.contract.dns.knot import DOMAIN, READER, WRITER, free_port, put, record, tsig_key
from tests.contract.dns.world import CITY, OTHER, serving


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """A server that gives the zone to everybody, and its master file."""
    folder, port = tmp_path_factory.mktemp("open") / "server", free_port()
    with serving(folder, OTHER, port, {DOMAIN: CITY + 'dinkes2 60 TXT "a;b" "c"\n* A 192.0.2.1\n'}):
        yield folder / DOMAIN, port


def test_a_transfer_brings_what_the_file_holds(open_server: tuple[Path, int]) -> None:
    file, port = open_server
    transferred = transfer(DOMAIN, OTHER, port, None)
    assert {one.place for one in transferred} == {f"name server {OTHER}:{port}"}
    told = {(one.name, one.type, one.ttl, one.values) for one in transferred}
    assert told == {(one.name, one.type, one.ttl, one.values) for one in master_file(file, DOMAIN)}


def test_a_signed_zone_comes_with_the_key_alone(port: int) -> None:
    zone = Rfc2136Zone(DOMAIN, "127.0.0.1", port, WRITER)
    assert zone.change(Changes(put(record("surat", "A", "192.0.2.9", ttl=60))))
    found = {(one.name, one.type): one for one in transfer(DOMAIN, "127.0.0.1", port, READER)}
    assert found["surat", "A"].ttl == 60
    assert ("@", "DNSKEY") in found
    with pytest.raises(KominfoError, match=r"does not give the zone(.|\n)*--tsig"):
        transfer(DOMAIN, "127.0.0.1", port, None)
    with pytest.raises(KominfoError, match="does not take the key nobody") as refused:
        transfer(DOMAIN, "127.0.0.1", port, tsig_key("nobody", b"n"))
    assert tsig_key("nobody", b"n").secret not in str(refused.value)


def test_a_server_that_has_no_such_zone_or_is_away_is_named(open_server: tuple[Path, int]) -> None:
    _, port = open_server
    with pytest.raises(KominfoError, match=r"lain\.test: it does not give the zone"):
        transfer("lain.test", OTHER, port, None)
    with pytest.raises(KominfoError, match="over TCP"):
        transfer(DOMAIN, "127.0.83.99", port, None)


def test_a_zone_that_does_not_end_is_cut_off(
    open_server: tuple[Path, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST", 3)
    with pytest.raises(KominfoError, match="more than 3 records"):
        transfer(DOMAIN, OTHER, open_server[1], None)
