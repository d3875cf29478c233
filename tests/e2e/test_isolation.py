"""What a site reaches from inside: other sites' pages, what it declares, and nothing else.

Told by who answers. In a lab every outside address seems to accept connections (a gateway does); outside it
is therefore we who greet: this machine, and the lab's world at its own address and at one of no lab network.
"""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from infra.backends.lab.daemon import docker_of_host
from infra.backends.lab.network import GATEWAY, WORLD, network_name, subnet_of
from tests.support.story import Story

pytestmark = pytest.mark.timeout(2400)

OUTSIDE = "203.0.113.7"
PORTS = (7001, 7002)
GREETING = "SALAM-DARI-LUAR"
SOCKET = rf"[Socket]\nListenStream={PORTS[0]}\nListenStream={PORTS[1]}\nAccept=yes\n"
SERVICE = rf"[Service]\nExecStart=/bin/echo {GREETING}\nStandardOutput=socket\n"
GREET = f"""ip address replace {OUTSIDE}/32 dev lo
printf '{SOCKET}' > /run/systemd/system/salam.socket
printf '{SERVICE}' > /run/systemd/system/salam@.service
systemctl daemon-reload && systemctl start salam.socket"""
DOORS = (22, 53, 80, 443, 2375, 2376, 2377, 5000, 5432, 7946)
# tcp: met when somebody accepts; hail: when somebody greets; udp: when a name server answers; page: when a
# site does.
TRY = """import socket, sys
from concurrent.futures import ThreadPoolExecutor
QUESTION = bytes.fromhex("5a5a01000001000000000000") + b"\\x02ns\\x04test\\x00" + bytes.fromhex("00060001")
def met(target):
    kind, host, port = target.split(",")
    kinds = {"udp": socket.SOCK_DGRAM}
    try:
        with socket.socket(socket.AF_INET, kinds.get(kind, socket.SOCK_STREAM)) as wire:
            wire.settimeout(8)
            wire.connect((host, int(port)))
            if kind == "udp":
                wire.send(QUESTION)
            if kind == "page":
                wire.send(b"GET /healthz HTTP/1.0\\r\\nHost: x\\r\\n\\r\\n")
            return kind == "tcp" or bool(wire.recv(64))
    except OSError:
        return False
targets = sys.argv[1:]
print(*(one for one, found in zip(targets, ThreadPoolExecutor(64).map(met, targets)) if found))
"""
PART = """\
opd: kantor
name: Kantor Uji
sites:
  - label: kantor
    image: {image}
    replicas: 3
"""
DECLARED = f"""\
    egress:
      - {{to: {OUTSIDE}, port: {PORTS[0]}}}
"""


@dataclass(frozen=True, slots=True)
class Inside:
    """A city with a site that may be looked out of."""

    story: Story
    world: str
    gateway: str
    gateway_port: int

    def outside(self) -> list[str]:
        own = [f"hail,{self.gateway},{self.gateway_port}"]
        return own + [f"hail,{host},{port}" for host in (OUTSIDE, self.world) for port in PORTS]

    def doors(self) -> list[str]:
        servers = [str(server.address) for server in self.story.city.datacenter.servers.values()]
        tcp = [f"tcp,{address},{port}" for address in servers for port in DOORS]
        return tcp + [f"udp,{address},53" for address in servers]

    def met(self, server: str, targets: list[str], service: str = "") -> list[str]:
        """Which of ``targets`` answer ``server``, or the container of ``service`` that it runs."""
        into: list[str] = []
        if service:
            number = self.containers(server, service)[0]
            process = self.story.on(server, "docker", "inspect", "--format", "{{.State.Pid}}", number)
            into = ["nsenter", f"--net=/proc/{process.strip()}/ns/net", "--"]
        return self.story.on(server, *into, "python3", "-c", TRY, *targets).split()

    def containers(self, server: str, service: str) -> list[str]:
        label = f"label=com.docker.swarm.service.name={service}"
        return self.story.on(server, "docker", "ps", "--quiet", "--filter", label).split()

    def homes(self) -> list[str]:
        """Servers that run a container of the site; the swarm spreads them as it can."""
        servers = self.story.city.datacenter.servers
        found = [server for server in servers if self.containers(server, "web-kantor")]
        assert len(found) > 1, found
        return found

    def publish(self, egress: str = "") -> None:
        image = self.story.on(
            "siantar-1",
            *("docker", "service", "inspect", "web-dinkes"),
            *("--format", "{{.Spec.TaskTemplate.ContainerSpec.Image}}"),
        )
        (self.story.folder / "kantor.yaml").write_text(PART.format(image=image.strip()) + egress)
        self.story.do("up", "kantor")


class _Greeter(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.sendall(GREETING.encode())


@pytest.fixture(scope="module")
def inside(story: Story) -> Iterator[Inside]:
    """The running city, and who greets: its world, and this machine as its gateway."""
    story.do("demo", "--no-hosts")
    servers = story.city.datacenter.servers
    subnet = subnet_of(str(next(iter(servers.values())).address))
    world, gateway = (str(subnet.network_address + number) for number in (WORLD, GATEWAY))
    with docker_of_host("the lab's world") as host:
        done = host.containers.get(f"{network_name(story.folder.name)}-world").exec_run(["sh", "-c", GREET])
        assert done.exit_code == 0, done.output
    for server in servers:
        story.on(server, "ip", "route", "replace", f"{OUTSIDE}/32", "via", world)
    with socketserver.ThreadingTCPServer((gateway, 0), _Greeter) as greeter:
        threading.Thread(target=greeter.serve_forever, daemon=True).start()
        yield Inside(story, world, gateway, greeter.server_address[1])
        greeter.shutdown()
    (story.folder / "kantor.yaml").unlink()
    story.do("destroy", "kantor", "--yes")


def test_from_inside_a_site_nobody_answers_but_other_sites(inside: Inside) -> None:
    inside.publish()
    assert set(inside.met("siantar-2", inside.outside())) == set(inside.outside()), "they do greet a server"
    first, third = (inside.story.city.server(name).address for name in ("siantar-1", "siantar-3"))
    doors = {f"tcp,{first},{port}" for port in (22, 443, 2377, 5000, 7946)}
    doors |= {f"udp,{first},53", f"tcp,{third},5432"}
    assert doors <= set(inside.met("siantar-2", inside.doors())), "and a server's doors are there"
    for server in inside.homes():
        pages = [f"page,{service},8080" for service in ("web-dinkes", "web-diskominfo")]
        met = inside.met(server, [*pages, *inside.outside(), *inside.doors()], "web-kantor")
        assert (server, met) == (server, pages)
    inside.story.do("verify", "--quiet")


def test_what_it_declares_answers_and_nothing_beside_it(inside: Inside) -> None:
    inside.publish(DECLARED)
    for server in inside.homes():
        met = inside.met(server, [*inside.outside(), *inside.doors()], "web-kantor")
        assert (server, met) == (server, [f"hail,{OUTSIDE},{PORTS[0]}"])
    both = next(server for server in inside.homes() if inside.containers(server, "web-dinkes"))
    assert inside.met(both, inside.outside(), "web-dinkes") == [], "what one site declares is its own"
    inside.story.do("verify", "--quiet")
    assert inside.story.kominfo("preview", inside.story.folder.name, "kantor").code == 0


def test_what_is_declared_no_more_is_shut(inside: Inside) -> None:
    inside.publish()
    for server in inside.homes():
        assert inside.met(server, inside.outside(), "web-kantor") == []
