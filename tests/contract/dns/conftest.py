"""The zones both suites run on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from infra.backends.dns import BACKENDS, Changes, Slot, Zone
from tests.contract.dns.knot import DOMAIN, WRITER, knot


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with knot(tmp_path_factory.mktemp("knot")) as port:
        yield port


@pytest.fixture(params=sorted(BACKENDS))
def zone(request: pytest.FixtureRequest) -> Zone:
    """An empty zone: what a test before this one left is removed."""
    open_zone: dict[str, Callable[[], Zone]] = {
        "memory": lambda: BACKENDS["memory"](DOMAIN),
        "rfc2136": lambda: BACKENDS["rfc2136"](DOMAIN, "127.0.0.1", request.getfixturevalue("port"), WRITER),
    }
    zone = open_zone[request.param]()
    foundation = {Slot("@", "SOA"), Slot("@", "NS"), Slot("ns1", "A")}
    assert zone.change(Changes(delete=frozenset(zone.contents().keys() - foundation)))
    return zone
