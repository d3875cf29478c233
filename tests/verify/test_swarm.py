"""The swarm: every server in it, ready, with the labels its roles ask for."""

from __future__ import annotations

import json
from typing import Any

import pytest


@pytest.fixture(scope="session")
def nodes(manager: Any) -> dict[str, Any]:
    ids = manager.check_output("docker node ls -q").split()
    found = json.loads(manager.check_output("docker node inspect %s" % " ".join(ids)))  # noqa: UP031  # testinfra's form; ids come from docker
    return {node["Description"]["Hostname"]: node for node in found}


def test_server_is_ready(server: Any, nodes: dict[str, Any]) -> None:
    """The server is in the swarm, ready and active."""
    assert server.name in nodes, f"{server.name} is not in the swarm"
    node = nodes[server.name]
    assert (node["Status"]["State"], node["Spec"]["Availability"]) == ("ready", "active")


def test_server_has_its_kind(server: Any, nodes: dict[str, Any]) -> None:
    """The server is the kind of node it is declared to be."""
    declared = "manager" if "manager" in server.roles else "worker"
    assert nodes[server.name]["Spec"]["Role"] == declared
    if declared == "manager":
        assert nodes[server.name]["ManagerStatus"]["Reachability"] == "reachable"


def test_server_has_its_labels(server: Any, nodes: dict[str, Any]) -> None:
    """The node's labels follow the server's roles."""
    wanted = {role: "true" for role in server.roles if role in {"edge", "build"}}
    assert nodes[server.name]["Spec"].get("Labels", {}) == wanted
