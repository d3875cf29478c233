"""A city over the ssh driver, on a server known by address, key and fingerprint alone; its `up` is killed at
every type of resource, between the world's create and the checkpoint, and heals each time."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from ipaddress import IPv4Address

import pytest

from infra.backends import lab
from infra.backends.keys import ensure_ssh_key
from infra.backends.ssh import run
from infra.backends.visit import get
from infra.engine.checkpoint import Checkpoint, read_checkpoint
from infra.engine.passphrase import create, passphrase_file
from infra.engine.processes import end_family
from infra.engine.stack import Stack
from infra.home import CHECKOUT, Home
from tests.conftest import BareServers
from tests.support import hold
from tests.support.lab import TestNetwork
from tests.support.story import Story

pytestmark = pytest.mark.timeout(2400)

DOMAIN = "kota.test"
DECLARATION = """\
city: Kota Uji
domain: kota.test
driver: ssh
servers:
  satu: {address: ADDRESS, memory: 4G, roles: [manager, edge, dns-primary, registry, build]}
tls: {contact: infra@kota.test, acme: "ACME_URL", ca_file: acme-ca.pem}
"""
OPD = """\
opd: dinkes
name: Dinas Kesehatan
sites:
  - {label: dinkes, source: dinkes/web, replicas: 2, memory: 64M}
"""
# In the order in which a first `up` comes to them: a part, and the types it makes side by side there.
KILLS = (
    ("datacenter", ("kominfo.GeneratedKey", "kominfo.PlatformCertificate", "kominfo.Server")),
    ("datacenter", ("kominfo.RoleRun",)),
    ("datacenter", ("docker.Network",)),
    ("datacenter", ("kominfo.RecordSet",)),
    ("datacenter", ("docker.Service",)),
    ("dinkes", ("docker.Image",)),
    ("dinkes", ("docker.Service",)),
    ("dinkes", ("kominfo.EdgeRoute",)),
    ("dinkes", ("kominfo.RecordSet",)),
    ("dinkes", ("kominfo.Probe",)),
    ("dinkes", ("kominfo.Releases", "kominfo.Spread")),
)
UP = """
import sys
import infra.deploy.loop as loop
from tests.support import hold
loop.plugin_path = lambda: (str(hold.PLUGINS),)
from infra.cli import main
main()
"""
PATIENCE = 900.0


@dataclass(frozen=True, slots=True)
class Killing:
    """The story of one city whose `up` gets killed."""

    story: Story
    hold: hold.Hold

    def state(self, part: str) -> Checkpoint | None:
        return read_checkpoint(Stack(self.story.folder.name, part).checkpoint(Home.find()))

    def kill_up_after(self, part: str, types: tuple[str, ...]) -> None:
        """Run `up` until a create of each of ``types`` has done its work, then kill all of it at once."""
        for type_ in types:
            self.hold.arm(type_)
        log = self.hold.folder / f"{part}-{types[0]}.log"
        with log.open("w") as said:
            process = subprocess.Popen(
                [sys.executable, "-c", UP, "up", self.story.folder.name],
                cwd=CHECKOUT,
                env={
                    **os.environ,
                    "KOMINFO_STACKS": str(self.story.folder.parent),
                    hold.VARIABLE: str(self.hold.folder),
                },
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            deadline = time.monotonic() + PATIENCE
            while not all(map(self.hold.holds, types)):
                assert process.poll() is None, log.read_text()[-6000:]
                assert time.monotonic() < deadline, log.read_text()[-6000:]
                time.sleep(0.05)
        finally:
            end_family(process.pid)
        assert process.wait() == -signal.SIGKILL
        for type_ in types:
            self.hold.release(type_)


@pytest.fixture(scope="module")
def killing(
    bare_servers: BareServers, lab_network: TestNetwork, tmp_path_factory: pytest.TempPathFactory
) -> Killing:
    """A bare server, made by somebody else: the city's home holds a key pair, nothing else."""
    folder = tmp_path_factory.mktemp("stacks") / "kota"
    (server,) = bare_servers(1, memory=4 * 2**30)
    key = ensure_ssh_key(Home.find().city(folder.name))
    run(server, ["tee", "-a", "/root/.ssh/authorized_keys"], f"{key.strip()}\n".encode())
    world = lab.ensure_world(
        lab_network.city, lab_network.subnet, DOMAIN, [IPv4Address(server.address)], print
    )
    folder.mkdir()
    declaration = DECLARATION.replace("ADDRESS", server.address).replace("ACME_URL", world.acme_url)
    (folder / "datacenter.yaml").write_text(declaration)
    # What the authority's door shows, and what it signs with: both are to be trusted.
    (folder / "acme-ca.pem").write_text(world.acme_ca_pem + world.roots_file.read_text())
    (folder / "dinkes.yaml").write_text(OPD)
    shutil.copytree(CHECKOUT / "stacks" / "demo" / "dinkes", folder / "dinkes")
    holding = tmp_path_factory.mktemp("hold")
    if not passphrase_file(Home.find()).exists():
        create(Home.find())
    return Killing(Story(folder), hold.Hold(holding))


def test_01_a_server_nobody_vouched_for_is_not_entered(killing: Killing) -> None:
    ended = killing.story.kominfo("up", "kota")
    assert ended.code == 1
    assert "no host key is declared for satu" in ended.said, ended.said
    assert "./kominfo trust kota" in ended.said


def test_02_trust_records_the_fingerprint_and_nothing_else(killing: Killing) -> None:
    file = killing.story.folder / "datacenter.yaml"
    before = file.read_text()
    said = killing.story.do("trust", "--yes")
    (fingerprint,) = re.findall(r"^satu\t(SHA256:\S+)", said, re.MULTILINE)
    assert file.read_text() == before.replace("satu: {", f"satu: {{host_key: {fingerprint}, ")
    assert "recorded already" in killing.story.do("trust", "--yes")


@pytest.mark.parametrize(("part", "types"), KILLS, ids=[f"{part}-{types[0]}" for part, types in KILLS])
def test_03_up_is_killed_while_the_world_has_it_and_the_state_has_not(
    killing: Killing, part: str, types: tuple[str, ...]
) -> None:
    killing.kill_up_after(part, types)
    state = killing.state(part)
    assert state
    creating = {step.type for step in state.pending if step.kind == "creating"}
    for type_ in types:
        package, _, kind = type_.partition(".")
        assert any(one.startswith(f"{package}:") and one.endswith(f":{kind}") for one in creating), creating


def test_04_the_next_up_converges_by_itself(killing: Killing) -> None:
    said = killing.story.do("up")
    assert "was interrupted while creating" in said
    for part in ("datacenter", "dinkes"):
        state = killing.state(part)
        assert state
        assert state.pending == ()
    outputs = killing.story.outputs()
    edge, ca_file = outputs["edges"][0]["address"], outputs["ca_file"]
    assert get(edge, f"dinkes.{DOMAIN}", ca_file=ca_file).status == 200
    killing.story.do("verify", "--quiet")


def test_05_with_no_duplicate_and_no_orphan(killing: Killing) -> None:
    ours = ("--filter", "label=kominfo.stack", "--format", "{{.Name}}")
    assert killing.story.on("satu", "docker", "network", "ls", *ours).split() == ["edge"]
    services = killing.story.on("satu", "docker", "service", "ls", *ours).split()
    assert sorted(services) == ["edge", "web-dinkes"]
    ended = killing.story.kominfo("drift", "kota")
    assert ended.code == 0, ended.said[-6000:]
    ended = killing.story.kominfo("preview", "kota")
    assert ended.code == 0, ended.said[-6000:]
