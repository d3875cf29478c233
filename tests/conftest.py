"""What every test may ask for: a home of its own, real bare servers, and the world around a city."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from hypothesis import settings

from infra.backends import lab
from infra.backends.servers import ServerSpec
from infra.backends.ssh import Connection
from infra.home import CHECKOUT
from tests.support.lab import GIB, TestNetwork, claim_subnet, copy_city, session_mark, sweep

settings.register_profile("project", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("project")

BareServers = Callable[..., list[Connection]]
LabCity = Callable[..., Path]
MakeWorld = Callable[..., lab.World]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs real servers, so that `-m "not lab"` runs anywhere."""
    for item in items:
        if "lab_host" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.lab)


@pytest.fixture(scope="session", autouse=True)
def session_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the session's own: no test reads or writes the operator's keys and state."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KOMINFO_HOME", str(home))
        patch.setenv("KOMINFO_TEST", session_mark())
        yield home


@pytest.fixture(scope="session")
def lab_host(session_home: Path) -> Iterator[None]:
    """A docker daemon, clean of what killed sessions left; a daemon we had to start is stopped again."""
    lab.ensure_host(print)
    sweep(own=False)
    yield
    sweep(own=True)
    lab.stop_host(print)


@pytest.fixture(scope="session")
def lab_network(lab_host: None) -> TestNetwork:
    """The session's own network of 254 addresses, beside any lab that runs on this machine."""
    city = f"test-{os.getpid()}"
    return TestNetwork(city, claim_subnet(city))


@pytest.fixture(scope="module")
def bare_servers(lab_network: TestNetwork) -> Iterator[BareServers]:
    """``bare_servers(count, memory=bytes)``: fresh Debian 13 servers, entered as root, for one module."""
    made: list[ServerSpec] = []

    def make(count: int, memory: int = GIB) -> list[Connection]:
        specs = lab_network.specs(count, memory)
        made.extend(specs)
        return lab_network.make(specs)

    yield make
    lab_network.remove(made)


@pytest.fixture(scope="module")
def lab_city(lab_host: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabCity]:
    """``lab_city(name, source=stacks/demo)``: a copy under another name and subnet, gone after the module."""
    made: list[str] = []

    def make(name: str, source: Path = CHECKOUT / "stacks" / "demo") -> Path:
        folder = tmp_path_factory.mktemp("stacks") / f"{name}-{os.getpid()}"
        made.append(folder.name)
        copy_city(source, folder)
        return folder

    yield make
    for city in made:
        lab.remove_all(city, print)


@pytest.fixture
def lab_world(lab_network: TestNetwork) -> MakeWorld:
    """``lab_world(domain, name_servers, lifetime=90 days)``: recursor and ACME authority beside the servers.

    There is one in the session's network: other arguments make it anew, with a new root.
    """

    def make(
        domain: str, name_servers: list[Connection], lifetime: timedelta = timedelta(days=90)
    ) -> lab.World:
        addresses = [IPv4Address(server.address) for server in name_servers]
        return lab.ensure_world(lab_network.city, lab_network.subnet, domain, addresses, print, lifetime)

    return make
