"""A lab city for the rows that need servers: the demo's, under another name, with a client in its network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

from infra.backends import lab
from infra.backends.lab.daemon import docker_of_host
from infra.backends.lab.machine import archive, machine_name
from infra.backends.lab.progress import Progress
from infra.errors import KominfoError, Problem
from infra.home import CHECKOUT, Home

DEMO = CHECKOUT / "stacks" / "demo"
APP = Path(__file__).parent / "app"
SUBNETS = tuple(IPv4Network(f"172.30.{third}.0/24") for third in range(100, 110))
STANDING = "KOMINFO_BENCH_LAB"
"""The environment's name for a folder whose city is brought up there and stays, for who works on rows."""
CLIENT, CLIENT_HOST = "client", 3
CLIENT_SHARES = 16384  # others have 1024
TOOLS = ("curl", "wrk", "nghttp2-client", "python3-h2", "python3-dnspython", "bind9-dnsutils")
PART = """\
opd: uji
name: Uji Kinerja
sites:
  - label: uji
    source: uji
    replicas: 2
    memory: 64M
"""


@dataclass(frozen=True, slots=True)
class Inside:
    """One machine of the lab, entered as root, without ssh: it may be half dead."""

    machine: str

    def run(self, *argv: str) -> str:
        """What ``argv`` says; KominfoError with its words when it fails."""
        code, said = self.tried(*argv)
        if code:
            raise KominfoError(Problem(self.machine, "", f"{' '.join(argv)} ended {code}", said[-3000:]))
        return said

    def tried(self, *argv: str) -> tuple[int, str]:
        """(exit status, what it said). A command that is silent for minutes belongs into ``systemd-run``."""
        with docker_of_host(self.machine) as host:
            done = host.containers.get(self.machine).exec_run(list(argv))
        said = done.output if isinstance(done.output, bytes) else b""
        return done.exit_code or 0, said.decode(errors="replace")

    def put(self, path: str, content: bytes, mode: int = 0o644) -> None:
        """Write a file; ``path`` is absolute."""
        with docker_of_host(self.machine) as host:
            files = archive((lab.File(path.lstrip("/"), content, mode),))
            host.containers.get(self.machine).put_archive("/", files)

    def cut_power(self) -> None:
        with docker_of_host(self.machine) as host:
            host.containers.get(self.machine).kill()

    def start(self) -> None:
        with docker_of_host(self.machine) as host:
            host.containers.get(self.machine).start()


@dataclass(frozen=True, slots=True)
class LabCity:
    """The city ``name``, all of it below ``folder``: ``stacks/NAME`` and ``home``.

    Beside the demo's OPDs it has ``uji``, whose app answers ``POST /cgi-bin/slow`` after ten seconds.
    """

    folder: Path
    name: str

    @property
    def stacks(self) -> Path:
        return self.folder / "stacks" / self.name

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("PULUMI_")}
        return kept | {
            "KOMINFO_HOME": str(self.folder / "home"),
            "KOMINFO_STACKS": str(self.stacks.parent),
            "KOMINFO_CACHE": str(Home.find().cache),
            "KOMINFO_VENV": sys.prefix,
        }

    def kominfo(self, *words: str, given: str = "", checkout: Path = CHECKOUT) -> tuple[int, str]:
        """(exit status, what it said) of a command, with ``given`` on its standard input."""
        done = subprocess.run(
            [str(checkout / "kominfo"), *words],
            env=self.environment,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def do(self, command: str, *words: str, checkout: Path = CHECKOUT) -> str:
        """Run a command on this city; KominfoError with its words when it fails."""
        code, said = self.kominfo(command, self.name, *words, checkout=checkout)
        if code:
            fault = f"{' '.join((command, *words))} ended {code}"
            raise KominfoError(Problem(f"./kominfo, city {self.name}", "", fault, said[-3000:]))
        return said

    def outputs(self) -> dict[str, Any]:
        """What `./kominfo outputs --json` says: edges, name servers, sites, CA file."""
        done = subprocess.run(
            [str(CHECKOUT / "kominfo"), "outputs", self.name, "--json"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise KominfoError(
                Problem(f"./kominfo outputs {self.name}", "", "it failed", done.stderr[-3000:])
            )
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    def server(self, name: str) -> Inside:
        """One of `siantar-1`, `-2`, `-3`."""
        return Inside(machine_name(self.name, name))

    def holding(self, role: str) -> list[Inside]:
        """The servers with that role."""
        servers = self.outputs()["servers"]
        return [self.server(server["name"]) for server in servers if role in server["roles"]]

    @property
    def client(self) -> Inside:
        """Where load is sent from: a machine of the same network with curl, wrk, h2load and python3-h2."""
        return self.server(CLIENT)


@contextmanager
def lab_city(progress: Progress) -> Iterator[LabCity]:
    """A city of its own that is up and verified, gone at the end; a ``STANDING`` one stays."""
    if standing := os.environ.get(STANDING):
        city = _declared(Path(standing))
        yield city if lab.machine_runs(city.name, CLIENT) else _up(city, progress)
        return
    lab.ensure_host(progress)
    with tempfile.TemporaryDirectory(prefix="kominfo-bench-") as folder:
        city = _declared(Path(folder))
        try:
            yield _up(city, progress)
        finally:
            progress(f"removing the lab city {city.name}")
            city.kominfo("demo", city.name, "--down")
            lab.stop_host(progress)


def _declared(folder: Path) -> LabCity:
    """The city below ``folder``, declared now unless it was."""
    for stacks in (folder / "stacks").glob("*"):
        return LabCity(folder, stacks.name)
    city = LabCity(folder, f"bench-{os.getpid()}")
    subnet = _free_subnet()
    shutil.copytree(DEMO, city.stacks)
    for part in city.stacks.glob("*.yaml"):
        part.write_text(part.read_text().replace("172.30.77.", str(subnet.network_address).removesuffix("0")))
    shutil.copytree(APP, city.stacks / "uji")
    (city.stacks / "uji.yaml").write_text(PART)
    return city


def _up(city: LabCity, progress: Progress) -> LabCity:
    progress(f"bringing up the lab city {city.name}")
    city.do("demo", "--no-hosts")
    address = city.outputs()["servers"][0]["address"]
    network = IPv4Network(f"{address}/24", strict=False)
    image = lab.ensure_server_image(progress)
    lab.ensure_machine(
        lab.Machine(city.name, CLIENT, str(network.network_address + CLIENT_HOST), image), progress
    )
    with docker_of_host(city.client.machine) as host:
        # It must get its turn on a busy machine, or it measures itself.
        host.containers.get(city.client.machine).update(cpu_shares=CLIENT_SHARES)
    if city.client.tried("which", "h2load")[0]:
        progress("installing the load tools in the client")
        city.client.run("apt-get", "-q", "update")
        city.client.run(
            *("env", "DEBIAN_FRONTEND=noninteractive"),
            *("apt-get", "-q", "-y", "--no-install-recommends", "install", *TOOLS),
        )
    return city


def _free_subnet() -> IPv4Network:
    with docker_of_host("the bench's lab") as host:
        taken = [
            IPv4Network(pool["Subnet"])
            for network in host.networks.list()
            for pool in (network.attrs["IPAM"]["Config"] or [])
        ]
    for subnet in SUBNETS:
        if not any(subnet.overlaps(other) for other in taken):
            return subnet
    held = f"{SUBNETS[0]} to {SUBNETS[-1]} are all taken"
    raise KominfoError(Problem("bench", "", "no network is free for its lab", held))
