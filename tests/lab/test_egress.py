"""A container of Swarm's opens what it declares and nothing else, whatever happens around it.

Told by who answers: a stranger greets on two of its addresses, one of them no lab server's.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Any

import pytest

from infra.backends.ssh import Connection
from tests.conftest import BareServers
from tests.support.role_steps import TOY_IMAGE, adopt_variables, answer, apply, as_operator

OUTSIDE, NAME = "203.0.113.7", "surat.luar.test"
PORTS = (7001, 7002)
GREETING = "SALAM-DARI-LUAR"
GREETER = f"""import socketserver
class Greeter(socketserver.BaseRequestHandler):
    def handle(self): self.request.sendall(b"{GREETING}")
class Server(socketserver.ThreadingTCPServer): allow_reuse_address = True
import threading
for port in {PORTS}: threading.Thread(target=Server(("", port), Greeter).serve_forever).start()
"""
# Tries all at once; prints those that greet, or say that they are sshd.
TRY = """import socket, sys
from concurrent.futures import ThreadPoolExecutor
def greets(target):
    host, _, port = target.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), 8) as met:
            met.settimeout(8)
            return met.recv(64)[:5] in (b"SALAM", b"SSH-2")
    except OSError:
        return False
targets = sys.argv[1:]
print(*(one for one, met in zip(targets, ThreadPoolExecutor(32).map(greets, targets)) if met))
"""
# Connects again and again while a file is there; prints how often. The kernel shows the elements of a new
# interval set an instant after its rules: a packet of that instant is sent again a second later.
STEADY = f"""import os, socket
tries = 0
open("/dev/shm/steady", "w").close()
while os.path.exists("/dev/shm/steady"):
    socket.create_connection(("{OUTSIDE}", {PORTS[0]}), 10).close()
    tries += 1
print(tries)
"""
LOADING = """until docker exec by-address /python -c 'open("/dev/shm/steady")' 2>/dev/null; do sleep 0.1; done
for _ in $(seq 20); do /usr/local/sbin/kominfo-firewall load; sleep 0.1; done
docker exec by-address /python -c 'import os; os.unlink("/dev/shm/steady")'"""
# Where the swarm is slower than itself, Docker gives up on a container that is no task; tasks start anew.
UP = "timeout 60 sh -c 'until docker start {name} >/dev/null 2>&1; do sleep 0.2; done'"


@pytest.fixture(scope="module")
def servers(bare_servers: BareServers) -> list[Connection]:
    """The server, and the stranger who greets."""
    bare, stranger = bare_servers(2)
    apply(bare, "adopt", adopt_variables(bare))
    server = as_operator(bare)
    apply(server, "firewall", rules(stranger))
    apply(server, "docker")
    answer(server, TOY_IMAGE)
    answer(server, f"docker swarm init --advertise-addr {server.address}")
    answer(server, "docker network create --driver overlay --attachable --subnet 10.21.0.0/24 edge")
    answer(stranger, f"ip address add {OUTSIDE}/32 dev lo")
    answer(stranger, shlex.join(["systemd-run", "--unit=greeter", "python3", "-c", GREETER]))
    answer(server, f"ip route add {OUTSIDE}/32 via {stranger.address}")
    answer(server, f"echo '{OUTSIDE} {NAME}' >> /etc/hosts")
    return [server, stranger]


@pytest.fixture(scope="module")
def server(servers: list[Connection]) -> Connection:
    return servers[0]


def rules(stranger: Connection, **more: Any) -> dict[str, Any]:
    return {"firewall_never": [], "firewall_private": [f"{stranger.address}/32"], **more}


def start(server: Connection, name: str, label: str, image: str = "toy") -> None:
    words = ["docker", "run", "-d", "--restart=always", "--network=edge", "--name", name]
    sleep = ["/python", "-c", "import time; time.sleep(9999)"]
    answer(server, shlex.join([*words, "--label", f"kominfo.egress={label}", image, *sleep]))


def greeted(server: Connection, name: str, *targets: str) -> list[str]:
    return answer(server, shlex.join(["docker", "exec", name, "/python", "-c", TRY, *targets])).split()


@pytest.fixture(scope="module")
def declared(servers: list[Connection]) -> Iterator[None]:
    """Containers of four kinds, all on one server."""
    server, stranger = servers
    first, second = PORTS
    start(server, "by-address", f"{OUTSIDE}:{first} {stranger.address}:{first}")
    start(server, "by-name", f"{NAME}:{second}")
    start(server, "silent", "none")
    answer(
        server, f"cd /tmp/image && tar -c . | docker import -c 'LABEL kominfo.egress={OUTSIDE}:{first}' - sly"
    )
    start(server, "sly", "none", "sly")
    yield
    answer(server, "docker rm -f by-address by-name silent sly")


def everything(servers: list[Connection]) -> list[str]:
    return [f"{host}:{port}" for host in (OUTSIDE, servers[1].address) for port in PORTS]


@pytest.mark.usefixtures("declared")
def test_each_container_reaches_what_it_declares(servers: list[Connection]) -> None:
    server, stranger = servers
    first, second = PORTS
    assert greeted(server, "by-address", *everything(servers)) == [
        f"{OUTSIDE}:{first}",
        f"{stranger.address}:{first}",
    ]
    assert greeted(server, "by-name", *everything(servers)) == [f"{OUTSIDE}:{second}"]
    assert greeted(server, "silent", *everything(servers)) == []


@pytest.mark.usefixtures("declared")
def test_an_image_s_own_label_opens_nothing(servers: list[Connection]) -> None:
    labels = answer(servers[0], "docker image inspect sly --format '{{json .Config.Labels}}'")
    assert json.loads(labels) == {"kominfo.egress": f"{OUTSIDE}:{PORTS[0]}"}
    assert greeted(servers[0], "sly", *everything(servers)) == []


@pytest.mark.usefixtures("declared")
def test_no_server_is_reached_whatever_is_declared(servers: list[Connection]) -> None:
    server, stranger = servers
    bridge = answer(
        server, "docker network inspect docker_gwbridge --format '{{(index .IPAM.Config 0).Gateway}}'"
    ).strip()
    doors = [f"{host}:22" for host in (server.address, bridge, stranger.address)]
    start(server, "greedy", " ".join(doors))
    assert greeted(server, "greedy", *doors) == [doors[2]], "what this server itself does not forbid"
    apply(server, "firewall", rules(stranger, firewall_never=[stranger.address]))
    assert greeted(server, "greedy", *doors) == []
    apply(server, "firewall", rules(stranger, firewall_private=[]))
    assert greeted(server, "greedy", *doors) == []
    answer(server, "docker rm -f greedy")
    apply(server, "firewall", rules(stranger))


@pytest.mark.usefixtures("declared")
def test_rules_made_anew_refuse_no_connection(servers: list[Connection]) -> None:
    server, stranger = servers
    steady = shlex.join(["docker", "exec", "by-address", "/python", "-c", STEADY])
    assert int(answer(server, f"({LOADING}) & {steady}; wait")) > 20
    assert apply(server, "firewall", rules(stranger)).changed == ()


@pytest.mark.usefixtures("declared")
def test_a_program_that_dies_closes_everything_and_comes_back(servers: list[Connection]) -> None:
    server, _ = servers
    reached = [f"{OUTSIDE}:{PORTS[0]}"]
    answer(server, "systemctl stop kominfo-egress")
    assert greeted(server, "by-address", *reached) == []
    answer(server, "systemctl start kominfo-egress")
    assert greeted(server, "by-address", *reached) == reached
    answer(server, "systemctl kill --signal=KILL kominfo-egress")
    answer(server, "timeout 30 sh -c 'until systemctl is-active kominfo-egress; do sleep 0.2; done'")
    assert greeted(server, "by-address", *reached) == reached


@pytest.mark.usefixtures("declared")
def test_docker_started_anew_opens_the_same(servers: list[Connection]) -> None:
    server, _ = servers
    answer(server, "systemctl restart docker")
    for name in ("by-address", "silent"):
        answer(server, UP.format(name=name))
    reached = [f"{OUTSIDE}:{PORTS[0]}"]
    assert greeted(server, "by-address", *reached) == reached
    assert greeted(server, "silent", *reached) == []


@pytest.mark.usefixtures("declared")
@pytest.mark.parametrize(
    "by_hand",
    [
        "nft flush chain inet kominfo containers",
        "nft insert rule inet kominfo containers accept",
        "systemctl disable --now kominfo-egress",
        "echo >> /usr/local/sbin/kominfo-egress",
    ],
)
def test_a_change_by_hand_is_seen_and_undone(servers: list[Connection], by_hand: str) -> None:
    server, stranger = servers
    answer(server, by_hand)
    assert apply(server, "firewall", rules(stranger), check=True).changed
    apply(server, "firewall", rules(stranger))
    assert apply(server, "firewall", rules(stranger), check=True).changed == ()
    assert greeted(server, "by-address", *everything(servers))[:1] == [f"{OUTSIDE}:{PORTS[0]}"]
    assert greeted(server, "silent", *everything(servers)) == []
