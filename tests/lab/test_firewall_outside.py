"""What a container publishes cannot be reached from outside unless it is declared.

Outside is this machine, and a second server that is nobody's peer.
"""

from __future__ import annotations

import shlex
import socket

import pytest

from infra.backends.ssh import Connection
from infra.errors import KominfoError
from tests.conftest import BareServers
from tests.support.role_steps import TOY_IMAGE, adopt_variables, answer, apply, as_operator

DECLARED, UNDECLARED = 8081, 9000
RULES = {"firewall_public": [{"port": DECLARED, "protocol": "tcp"}], "firewall_builds": True}

RUN = "docker run -d --name port-{port} -p {port}:8080 toy /python -m http.server -d /www 8080"
LISTENS = "timeout 60 bash -c 'until (exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null; do sleep 0.2; done'"
TRY = """import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), 3)
    print("reached")
except TimeoutError:
    print("dropped")
"""


def reached(server: Connection, port: int) -> bool:
    """Whether a connection from this machine comes about and is answered."""
    try:
        with socket.create_connection((server.address, port), timeout=3) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return connection.recv(8) == b"HTTP/1.0"
    except TimeoutError:
        return False


def start(server: Connection, verb: str) -> None:
    """Start both containers and wait until each listens, as seen by the server itself."""
    for port in (DECLARED, UNDECLARED):
        answer(server, verb.format(port=port))
        answer(server, LISTENS.format(port=port))


@pytest.fixture(scope="module")
def servers(bare_servers: BareServers) -> list[Connection]:
    """The server, and one that is a stranger to it."""
    bare, stranger = bare_servers(2)
    apply(bare, "adopt", adopt_variables(bare))
    server = as_operator(bare)
    apply(server, "firewall", RULES)
    apply(server, "docker")
    answer(server, TOY_IMAGE)
    start(server, RUN)
    return [server, stranger]


@pytest.fixture(scope="module")
def server(servers: list[Connection]) -> Connection:
    return servers[0]


def test_only_the_declared_port_is_reached(server: Connection) -> None:
    assert reached(server, DECLARED)
    assert not reached(server, UNDECLARED)


def test_without_the_rules_all_would_be_reached_and_a_boot_brings_them_back(
    servers: list[Connection],
) -> None:
    server, stranger = servers
    inside = answer(server, f"docker inspect -f '{{{{.NetworkSettings.IPAddress}}}}' port-{DECLARED}").strip()
    around = shlex.join(["python3", "-c", TRY, inside, "8080"])
    answer(stranger, f"ip route add {inside}/32 via {server.address}")
    assert answer(stranger, around).strip() == "dropped"
    answer(server, "nft delete table inet kominfo")
    assert reached(server, UNDECLARED)
    assert answer(stranger, around).strip() == "reached"
    # What a boot does, with an empty kernel: it starts the unit.
    answer(server, "systemctl restart kominfo-firewall")
    assert not reached(server, UNDECLARED)
    assert answer(stranger, around).strip() == "dropped"


def test_what_builds_an_image_reaches_the_world_but_no_door_of_its_server(servers: list[Connection]) -> None:
    server, stranger = servers
    probe = ["docker", "run", "--rm", "toy", "/python", "-c", TRY]
    assert answer(server, shlex.join([*probe, stranger.address, "22"])).strip() == "reached"
    assert answer(server, shlex.join([*probe, server.address, "22"])).strip() == "dropped"


def test_the_rules_outlive_docker(server: Connection) -> None:
    answer(server, "systemctl restart docker")
    start(server, "docker start port-{port}")
    assert reached(server, DECLARED)
    assert not reached(server, UNDECLARED)
    assert apply(server, "firewall", RULES).changed == ()


@pytest.mark.parametrize(
    "by_hand",
    [
        "nft flush chain inet kominfo outside",
        "nft flush table inet kominfo",
        "nft delete table inet kominfo",
        f"nft add element inet kominfo public_tcp {{ {UNDECLARED} }}",
        "systemctl disable kominfo-firewall",
    ],
)
def test_a_change_by_hand_is_seen_and_undone(server: Connection, by_hand: str) -> None:
    answer(server, by_hand)
    assert apply(server, "firewall", RULES, check=True).changed
    apply(server, "firewall", RULES)
    assert apply(server, "firewall", RULES, check=True).changed == ()
    assert not reached(server, UNDECLARED)


def test_rules_that_lock_out_come_back(server: Connection) -> None:
    before = answer(server, "nft --stateless list table inet kominfo")
    with pytest.raises(KominfoError, match="The former rules are back"):
        apply(server, "firewall", {**RULES, "firewall_admin_networks": ["192.0.2.0/24"]})
    assert answer(server, "nft --stateless list table inet kominfo") == before
    assert apply(server, "firewall", RULES).changed == ()
