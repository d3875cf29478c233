"""Lab servers for tests: in a network of the session's own, and gone when it ends, however it ends."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from pathlib import Path

from infra.backends import lab
from infra.backends.lab.daemon import TEST_LABEL, docker_of_host
from infra.backends.servers import DRIVERS, ServerSpec
from infra.backends.ssh import Connection, connection_for
from infra.errors import KominfoError
from infra.files import locked
from infra.model import load_city
from infra.scaffold import new

SUBNETS = tuple(IPv4Network(f"172.30.{third}.0/24") for third in range(90, 100))
FIRST_HOST = 11
GIB = 2**30
SWEEPING = Path(tempfile.gettempdir(), f"kominfo-test.{os.getuid()}", "sweep")


def born(pid: int) -> str:
    """A process's start in clock ticks since boot, empty when it is gone: numbers come again, births not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def session_mark() -> str:
    """The value of the label on everything this test session makes."""
    return f"{os.getpid()}-{born(os.getpid())}"


def is_alive(mark: str) -> bool:
    pid, _, birth = mark.partition("-")
    return bool(birth) and born(int(pid)) == birth


def sweep(*, own: bool) -> None:
    """Remove what ended test sessions left in docker, and with ``own`` what this one made.

    One session after the other: Docker refuses to remove what another is removing.
    """

    def ends(labels: dict[str, str]) -> bool:
        mark = labels.get(TEST_LABEL, "")
        return bool(mark) and (not is_alive(mark) or (own and mark == session_mark()))

    marked: dict[str, str | list[str] | bool] = {"label": TEST_LABEL}
    with locked(SWEEPING), docker_of_host("leftovers of tests") as host:
        for container in host.containers.list(all=True, filters=marked, ignore_removed=True):
            if ends(container.labels):
                container.remove(force=True, v=True)
        for volume in host.volumes.list(filters=marked):
            if ends(volume.attrs["Labels"]):
                volume.remove(force=True)
        for network in host.networks.list(filters=marked):
            if ends(network.attrs["Labels"]):
                network.remove()


def claim_subnet(city: str) -> IPv4Network:
    """Make the city's network in the first free test subnet; docker itself decides between two sessions."""
    for subnet in SUBNETS:
        try:
            return lab.ensure_network(city, str(subnet.network_address + FIRST_HOST))
        except KominfoError as error:
            if "is taken on this machine" not in str(error):
                raise
    raise AssertionError("ten test sessions at once: every test subnet is taken")


def copy_city(source: Path, folder: Path) -> IPv4Network:
    """Copy a lab city's declaration to ``folder``, whose name is the new city's, into a free subnet."""
    subnet = claim_subnet(folder.name)
    shutil.copytree(source, folder)
    prefix = str(subnet.network_address).rpartition(".")[0]
    for part in folder.glob("*.yaml"):
        part.write_text(part.read_text().replace("172.30.77.", f"{prefix}."))
    return subnet


def make_static(folder: Path) -> None:
    """Static sites for the apps of a copied city: those need the one server of the database."""
    for opd in load_city(folder).opds:
        if any(site.database for site in opd.sites):
            (folder / f"{opd.opd}.yaml").unlink()
            shutil.rmtree(folder / opd.opd)
            new("website-static", opd.opd, folder, {"name": opd.name})


@dataclass(slots=True)
class TestNetwork:
    """The session's own lab: hands out bare servers, each under an address not used before in it."""

    __test__ = False  # a helper, not a test class

    city: str
    subnet: IPv4Network
    hosts: Iterator[int] = field(default_factory=lambda: itertools.count(FIRST_HOST))

    def specs(self, count: int, memory: int = GIB) -> list[ServerSpec]:
        """Declarations of ``count`` new servers, not made yet."""
        numbers = list(itertools.islice(self.hosts, count))
        return [
            ServerSpec(self.city, f"s{n}", str(self.subnet.network_address + n), 22, "root", None, memory)
            for n in numbers
        ]

    def make(self, specs: list[ServerSpec]) -> list[Connection]:
        """Make the servers side by side; connections as root."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda spec: DRIVERS["lab"].ensure(spec, print), specs))
        return [connection_for(spec.city, spec.address, user=spec.user, name=spec.name) for spec in specs]

    def remove(self, specs: list[ServerSpec]) -> None:
        for spec in specs:
            DRIVERS["lab"].remove(spec, print)
