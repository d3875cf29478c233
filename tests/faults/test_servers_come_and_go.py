"""A server dies, is forgotten, comes back bare; changes go server by server; sites answer all along."""

from __future__ import annotations

import http.client
import itertools
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from infra.backends.lab.daemon import docker_of_host
from infra.backends.lab.machine import machine_name
from infra.backends.visit import get
from tests.conftest import LabCity
from tests.faults.invariants import until
from tests.support.lab import make_static
from tests.support.story import Story

pytestmark = pytest.mark.timeout(4800)

HOSTS = tuple(f"{label}.pematangsiantar.test" for label in ("dinkes", "diskominfo", "dpmptsp"))
GONE = "siantar-2"


@pytest.fixture(scope="module")
def story(lab_city: LabCity) -> Story:
    """A city of these tests' own, whose sites may stand on every server: apps are where their database is."""
    folder = lab_city("berganti")
    make_static(folder)
    return Story(folder)


@contextmanager
def visitors(story: Story, pace: float = 0.1) -> Iterator[list[str]]:
    """Ask all sites in turn while the block lasts; what failed, in words.

    A visitor tries the next edge where a connection fails. What was under way when power went is no failure
    of the city: a request is made again once.
    """
    outputs = story.outputs()
    edges = [edge["address"] for edge in outputs["edges"]]
    failed: list[str] = []
    over = threading.Event()

    def ask(host: str) -> str:
        said = []
        for edge in (*edges, *edges):
            try:
                status = get(edge, host, ca_file=outputs["ca_file"]).status
            except (OSError, ssl.SSLError, http.client.HTTPException) as fault:
                said.append(f"{edge}: {fault or type(fault).__name__}")
                continue
            return "" if status == http.client.OK else f"{host} at {edge}: {status}"
        return f"{host}: {'; '.join(said)}"

    def keep_asking() -> None:
        for host in itertools.cycle(HOSTS):
            if over.wait(pace):
                return
            if fault := ask(host):
                failed.append(f"{time.strftime('%H:%M:%S')} {fault}")

    asking = threading.Thread(target=keep_asking)
    asking.start()
    try:
        yield failed
    finally:
        over.set()
        asking.join()


def kill(story: Story, server: str) -> None:
    with docker_of_host(server) as host:
        host.containers.get(machine_name(story.folder.name, server)).kill()


def nodes(story: Story) -> dict[str, str]:
    """Server → ``Ready/Active``, as the first manager sees it."""
    told = story.on("siantar-1", "docker", "node", "ls", "--format", "{{json .}}")
    found = [json.loads(line) for line in told.splitlines()]
    return {one["Hostname"]: f"{one['Status']}/{one['Availability']}" for one in found}


def settings(story: Story, server: str) -> str:
    return story.on(server, "cat", "/etc/docker/daemon.json")


def boots_of_docker(story: Story, server: str) -> str:
    return story.on(server, "systemctl", "show", "docker", "--property=ActiveEnterTimestampMonotonic").strip()


def zone_of(story: Story) -> str:
    return story.on("siantar-1", "knotc", "zone-read", "pematangsiantar.test")


def test_01_a_dead_server_stops_a_change_at_itself_and_is_said_to_be_dead(story: Story) -> None:
    story.do("demo", "--no-hosts")
    kill(story, GONE)
    declared = story.folder / "datacenter.yaml"
    declared.write_text(f"timezone: Asia/Makassar\n{declared.read_text()}")
    with visitors(story) as failed:
        ended = story.kominfo("up", story.folder.name, "datacenter")
    assert ended.code == 1
    assert f"./kominfo server forget {story.folder.name} {GONE}" in ended.said, ended.said[-3000:]
    assert "Makassar" in story.on("siantar-1", "readlink", "/etc/localtime")
    assert "Jakarta" in story.on("siantar-3", "readlink", "/etc/localtime"), "it comes after the dead one"
    assert failed == []


def test_02_forgotten_it_is_out_of_everything_and_up_converges_without_it(story: Story) -> None:
    address = story.city.server(GONE).address
    with visitors(story) as failed:
        said = story.do("server forget", GONE, "--yes")
        assert nodes(story) == {"siantar-1": "Ready/Active", "siantar-3": "Ready/Active"}
        assert f"next: ./kominfo up {story.folder.name}" in said
        story.do("up")
    assert failed == []
    assert GONE not in story.city.datacenter.servers
    assert "managers are two" in story.do("validate")
    assert str(address) not in zone_of(story)
    assert "ns2.pematangsiantar.test." not in zone_of(story)
    for server in story.city.datacenter.servers:
        assert str(address) not in story.on(server, "cat", "/etc/hosts", "/etc/kominfo/firewall.nft")
    assert story.kominfo("preview", story.folder.name).code == 0
    story.do("verify", "--quiet")


def test_03_another_bare_machine_takes_its_name(story: Story) -> None:
    address = str(story.outputs()["edges"][0]["address"]).rpartition(".")[0] + ".12"
    roles = [word for role in ("manager", "edge", "dns-secondary") for word in ("--role", role)]
    with visitors(story) as failed:
        story.do("server add", GONE, "--address", address, "--memory", "4G", *roles)
        story.do("up")
    assert failed == []
    assert set(nodes(story)) == set(story.city.datacenter.servers)
    assert "ns2.pematangsiantar.test." in zone_of(story)
    assert story.kominfo("preview", story.folder.name).code == 0
    story.do("verify", "--quiet")


def test_04_what_interrupts_containers_goes_server_by_server_and_costs_no_request(story: Story) -> None:
    servers = list(story.city.datacenter.servers)
    for server in servers:
        story.on(server, "sed", "-i", "s/10m/11m/", "/etc/docker/daemon.json")
    before = {server: boots_of_docker(story, server) for server in servers}
    with visitors(story) as failed:
        said = story.do("up", "datacenter", "--refresh")
    assert failed == []
    places = [said.index(f"moving what runs on {server}") for server in servers]
    done = [said.index(f"{server} takes tasks again") for server in servers]
    assert sorted([*places, *done]) == [place for pair in zip(places, done, strict=True) for place in pair]
    assert all(boots_of_docker(story, server) != before[server] for server in servers)
    # A leader that was just chosen calls the others "Unknown" until it has heard of them.
    until(lambda: set(nodes(story).values()) == {"Ready/Active"}, "every server is ready")
    assert story.kominfo("preview", story.folder.name).code == 0


def test_05_the_first_failure_stops_the_rest_and_the_server_serves_again(story: Story) -> None:
    first, *others = story.city.datacenter.servers
    for server in story.city.datacenter.servers:
        story.on(server, "sed", "-i", "s/10m/11m/", "/etc/docker/daemon.json")
    before = {server: boots_of_docker(story, server) for server in others}
    # A file that is a mount cannot be replaced.
    story.on(first, "mount", "--bind", "/etc/docker/daemon.json", "/etc/docker/daemon.json")
    with visitors(story) as failed:
        ended = story.kominfo("up", story.folder.name, "datacenter", "--refresh")
    assert failed == []
    assert ended.code == 1
    assert f"{first}: role docker" in ended.said, ended.said[-3000:]
    assert nodes(story)[first] == "Ready/Active"
    assert {server: boots_of_docker(story, server) for server in others} == before
    story.on(first, "umount", "/etc/docker/daemon.json")
    story.do("up", "datacenter")
    assert all("11m" not in settings(story, server) for server in story.city.datacenter.servers)
    assert story.kominfo("preview", story.folder.name).code == 0


def test_06_the_last_server_of_a_kind_stays(story: Story) -> None:
    ended = story.kominfo("server", "forget", story.folder.name, "siantar-1", "--yes")
    assert ended.code == 1
    assert "siantar-1 alone is `registry`" in ended.said
    assert set(nodes(story).values()) == {"Ready/Active"}
