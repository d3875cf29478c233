"""The firewall: loaded as declared, and closed when looked at from outside."""

from __future__ import annotations

import socket
from typing import Any

SECONDS = 1.0
CLOSED = {2377: "Swarm's management", 7946: "Swarm's gossip", 5000: "the registry", 2375: "Docker's API"}


def _answers(address: Any, port: int) -> bool:
    try:
        socket.create_connection((str(address), port), SECONDS).close()
    except OSError:
        return False
    return True


def test_rules_are_loaded(host: Any) -> None:
    """The kernel holds exactly the declared rules."""
    status = host.run("kominfo-firewall status")
    assert status.rc == 0, f"the live rules differ from the declared ones:\n{status.stdout[-600:]}"


def test_closed_from_outside(server: Any) -> None:
    """From outside, nothing but what is public answers."""
    open_ports = [name for port, name in CLOSED.items() if _answers(server.address, port)]
    assert not open_ports, f"reachable from outside: {', '.join(open_ports)}"


def test_public_ports_answer(server: Any) -> None:
    """From outside, the public ports of the server's roles answer."""
    wanted = [server.port]
    wanted += [80, 443] if "edge" in server.roles else []
    wanted += [53] if {"dns-primary", "dns-secondary"} & set(server.roles) else []
    assert [port for port in wanted if not _answers(server.address, port)] == []
