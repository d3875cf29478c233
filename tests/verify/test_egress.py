"""What containers may open outward: as declared, and on no server; asked from within their own networks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.plan import names

MOST = 3  # containers asked on each server: they all pass through the same rules
LISTED = (
    f"docker ps --filter label={names.EGRESS_LABEL} --no-trunc"
    f" --format '{{{{.ID}}}} {{{{.Label \"{names.EGRESS_LABEL}\"}}}}'"
)
PROCESS = "docker inspect --format '{{.State.Pid}}'"
# Prints the targets that accept a connection within a second.
TRY = """
import socket, sys
from concurrent.futures import ThreadPoolExecutor
def met(target):
    host, _, port = target.rpartition(":")
    try:
        socket.create_connection((host, int(port)), 1).close()
    except OSError:
        return False
    return True
print(*(one for one, found in zip(sys.argv[1:], ThreadPoolExecutor(64).map(met, sys.argv[1:])) if found))
"""


@pytest.fixture(scope="session")
def containers(host: Any) -> dict[str, set[int]]:
    """Containers of sites on this server, and the ports they declare."""
    lines = [line.split(" ", 1) for line in host.check_output(LISTED).splitlines()]
    return {
        number: {int(word.rpartition(":")[2]) for word in label.split() if word != "none"}
        for number, label in lines
    }


def test_no_server_answers_a_container(host: Any, containers: dict[str, set[int]], city: Any) -> None:
    """From inside a site's container no server answers: not ssh, names, pages, Swarm, registry or Docker."""
    servers = city.datacenter.servers.values()
    doors = [
        f"{server.address}:{port}"
        for server in servers
        for port in (server.port, 53, 80, 443, 2375, 2376, 2377, 5000, 7946)
    ]
    words = " ".join(["%s"] * len(doors))
    met = {
        number[:12]: host.check_output(
            f"nsenter --net=/proc/$({PROCESS} {number})/ns/net python3 -c %s {words}",
            TRY,
            *doors,
        )
        for number in list(containers)[:MOST]
    }
    assert {number: found for number, found in met.items() if found} == {}


def test_no_container_opens_more_than_it_declares(host: Any, containers: dict[str, set[int]]) -> None:
    """The firewall lets through, of each container's address, the declared ports and no others."""
    bridge = json.loads(host.check_output("docker network inspect docker_gwbridge"))[0]["Containers"]
    declared = {
        (end["IPv4Address"].partition("/")[0], port)
        for number, end in bridge.items()
        for port in containers.get(number, ())
    }
    live = json.loads(host.check_output("nft --json list set inet kominfo egress"))
    (found,) = [one["set"] for one in live["nftables"] if "set" in one]
    opened = {(item["concat"][0], item["concat"][2]) for item in found.get("elem", ())}
    assert opened - declared == set()
