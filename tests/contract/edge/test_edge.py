"""The client against the real kominfo-edge and HAProxy of a server.

Docker is left out: a ``docker`` of the test runs HAProxy's own check in place of a container.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from infra.backends import edge, ssh
from infra.backends.ssh import Connection
from infra.errors import KominfoError
from infra.home import CHECKOUT

SITES = [
    {
        "service": "web-dinkes",
        "host": "dinkes.kota.test",
        "aliases": ["kesehatan.kota.test"],
        "replicas": 2,
        "port": 3000,
        "health": "/sehat",
    }
]

DOCKER = """\
#!/bin/sh
# "docker ps" finds nothing; "docker run … IMAGE PROGRAM" runs the program here.
[ "$1" = run ] || exit 0
while [ "$1" != image ]; do [ "$1" = --env ] && export "$2"; shift; done
shift; exec "$@"
"""

BASE = """\
global
  presetenv EDGE_LIVE /etc/kominfo/edge/live
  server-state-file /var/lib/kominfo/edge/servers
  stats socket /var/lib/kominfo/edge/admin.sock mode 600 level admin
resolvers docker
  # Nobody: whatever HAProxy knows when it starts, it was told.
  nameserver swarm 127.0.0.9:53
defaults
  mode http
  timeout client 5s
  timeout connect 1s
  timeout server 5s
  load-server-state-from-file global
  default-server init-addr last,none resolvers docker
frontend web
  bind 127.0.0.1:8080
  use_backend "%[req.hdr(host),lower,map_str(${EDGE_LIVE}/hosts.map)]"
"""

NAME_SERVER = """\
import socket
door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
door.bind(("127.0.0.53", 53))
while True:
    asked, whom = door.recvfrom(512)
    head = asked[:2] + b"\\x81\\x80\\0\\1\\0\\2\\0\\0\\0\\0"
    addresses = (socket.inet_aton(one) for one in ("10.20.0.7", "10.20.0.9"))
    answers = b"".join(b"\\xc0\\x0c\\0\\1\\0\\1\\0\\0\\0\\1\\0\\4" + one for one in addresses)
    door.sendto(head + asked[12:] + answers, whom)
"""

# 127.0.0.53, port 53, as the kernel writes it.
NAME_SERVER_LISTENS = "until grep -q 3500007F:0035 /proc/net/udp; do sleep 0.1; done"

SERVERS = """\
import socket, time
for _ in range(100):
    try:
        door = socket.socket(socket.AF_UNIX)
        door.connect("/var/lib/kominfo/edge/admin.sock")
        break
    except OSError:
        time.sleep(0.1)
door.sendall(b"show servers state\\n")
print(b"".join(iter(lambda: door.recv(65536), b"")).decode())
"""


@pytest.fixture(scope="module")
def server(bare_servers: Callable[[int], list[Connection]]) -> Connection:
    """A server with what roles/edge brings, as far as the client goes."""
    server = bare_servers(1)[0]
    packages = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "haproxy", "busybox-static"]
    _must(server, ["apt-get", "-qq", "update"])
    _must(server, ["env", "DEBIAN_FRONTEND=noninteractive", *packages])
    _must(server, ["mkdir", "-p", "/etc/kominfo/edge/routes", "/var/lib/kominfo/edge"])
    settings = {"state": "/var/lib/kominfo/edge", "image": "image", "label": "none"}
    files = CHECKOUT / "roles/edge/files"
    for path, content in (
        (edge.PROGRAM, (files / "kominfo-edge").read_text()),
        ("/usr/local/lib/kominfo_routes.py", (files / "kominfo_routes.py").read_text()),
        ("/usr/local/lib/kominfo_haproxy.py", (files / "kominfo_haproxy.py").read_text()),
        ("/usr/local/bin/docker", DOCKER),
        ("/etc/kominfo/edge/haproxy.cfg", BASE),
        ("/etc/kominfo/edge/settings.json", json.dumps(settings)),
    ):
        _must(server, ["install", "-m", "0755", "/dev/stdin", path], content.encode())
    _must(server, [edge.PROGRAM, "activate"])
    return server


def _must(server: Connection, argv: list[str], stdin: bytes = b"") -> str:
    done = ssh.run(server, argv, stdin, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture(autouse=True)
def empty(server: Connection) -> None:
    edge.drop(server, "dinkes")


def test_a_route_is_put_shown_and_dropped(server: Connection) -> None:
    assert edge.show(server, "dinkes") is None
    edge.put(server, "dinkes", SITES)
    shown = edge.show(server, "dinkes")
    assert shown
    assert shown.drift == ()
    assert shown.route["sites"] == SITES
    edge.drop(server, "dinkes")
    assert edge.show(server, "dinkes") is None
    edge.drop(server, "dinkes")


def test_a_second_put_replaces_the_first(server: Connection) -> None:
    edge.put(server, "dinkes", SITES)
    edge.put(server, "dinkes", [])
    shown = edge.show(server, "dinkes")
    assert shown
    assert shown.route["sites"] == []


def test_many_are_filled_in_at_once(server: Connection) -> None:
    edge.put(server, "lain", [{**SITES[0], "service": "web-lain", "host": "lain.kota.test", "aliases": []}])
    edge.put(server, "tua", [])
    edge.fill(server, {"dinkes": SITES}, keep=["lain"])
    assert edge.parts(server) == {"dinkes", "lain"}
    shown = edge.show(server, "dinkes")
    assert shown
    assert (shown.route["sites"], shown.drift) == (SITES, ())
    with pytest.raises(KominfoError, match="refuses the city's routes") as refused:
        edge.fill(server, {"dinkes": SITES, "dlh": SITES}, keep=[])
    assert "already belongs to part dinkes" in refused.value.problems[0].reason
    assert edge.parts(server) == {"dinkes", "lain"}
    edge.fill(server, {}, keep=[])
    assert edge.parts(server) == set()


@pytest.mark.parametrize(
    "wrong",
    [{"host": "dinkes.kota.test\nbind *:22"}, {"service": "-x"}, {"replicas": "2"}, {"replicas": None}],
)
def test_a_refusal_says_why_and_leaves_what_was(server: Connection, wrong: dict[str, Any]) -> None:
    edge.put(server, "dinkes", SITES)
    with pytest.raises(KominfoError, match="dinkes: refuses this route") as refused:
        edge.put(server, "dinkes", [{**SITES[0], **wrong}])
    assert "Traceback" not in str(refused.value)
    assert refused.value.problems[0].reason
    shown = edge.show(server, "dinkes")
    assert shown
    assert shown.route["sites"] == SITES


def test_a_host_of_another_part_is_refused(server: Connection) -> None:
    edge.put(server, "dinkes", SITES)
    with pytest.raises(KominfoError, match=r"dinkes\.kota\.test"):
        edge.put(server, "disdukcapil", [{**SITES[0], "aliases": []}])


def test_a_line_written_by_hand_is_told_until_the_route_is_put_again(server: Connection) -> None:
    edge.put(server, "dinkes", SITES)
    _must(server, ["sh", "-c", "echo '# by hand' >> /etc/kominfo/edge/live/dinkes.cfg"])
    shown = edge.show(server, "dinkes")
    assert shown
    assert shown.drift == ("dinkes.cfg: -# by hand",)
    edge.put(server, "dinkes", SITES)
    shown = edge.show(server, "dinkes")
    assert shown
    assert shown.drift == ()


def test_a_server_that_is_no_edge_has_no_route_and_takes_none(server: Connection) -> None:
    aside = f"{edge.PROGRAM}.aside"
    _must(server, ["mv", edge.PROGRAM, aside])
    try:
        assert edge.show(server, "dinkes") is None
        with pytest.raises(KominfoError, match="the role edge has not run"):
            edge.put(server, "dinkes", SITES)
    finally:
        _must(server, ["mv", aside, edge.PROGRAM])


def test_an_edge_starts_with_the_addresses_of_its_sites(server: Connection) -> None:
    """As its image starts it: the resolver of HAProxy itself never gets an answer here."""
    edge.put(server, "dinkes", SITES)
    start = (CHECKOUT / "roles/images/files/edge/start").read_bytes()
    for path, content in (("/start", start), ("/name-server", NAME_SERVER.encode())):
        _must(server, ["install", "-m", "0755", "/dev/stdin", path], content)
    _must(server, ["sh", "-c", "echo nameserver 127.0.0.53 >/etc/resolv.conf"])
    _must(server, ["systemd-run", "--unit=name-server", "python3", "/name-server"])
    _must(server, ["timeout", "60", "sh", "-c", NAME_SERVER_LISTENS])
    _must(server, ["systemd-run", "--unit=edge", "/bin/busybox", "sh", "/start"])
    known = _must(server, ["python3", "-c", SERVERS])
    at = {line.split()[3]: line.split()[4] for line in known.splitlines() if " web-dinkes " in line}
    assert (at["s1"], at["s2"], at["s3"]) == ("10.20.0.7", "10.20.0.9", "-")
