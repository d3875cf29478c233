"""Swarm services: each declared one with its replicas healthy, none that nobody declared."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.plan import names


@pytest.fixture(scope="session")
def services(manager: Any) -> dict[str, Any]:
    ids = manager.check_output("docker service ls -q").split()
    found = json.loads(manager.check_output("docker service inspect " + " ".join(ids))) if ids else []
    return {service["Spec"]["Name"]: service for service in found}


def _running(manager: Any, service: str) -> list[str]:
    """The nodes on which tasks of the service run."""
    lines = manager.check_output(
        "docker service ps %s --filter desired-state=running --format '{{.Node}} {{.CurrentState}}'", service
    )
    return [line.split()[0] for line in lines.splitlines() if " Running" in line]


def test_site_service_exists(site: Any, services: dict[str, Any]) -> None:
    """The site's service exists with its declared replicas and memory limit."""
    assert site.name in services, f"there is no service {site.name}"
    spec = services[site.name]["Spec"]
    assert spec["Mode"].get("Replicated", {}).get("Replicas") == site.replicas
    assert spec["TaskTemplate"]["Resources"]["Limits"]["MemoryBytes"] == site.memory


def test_site_service_is_confined(site: Any, services: dict[str, Any]) -> None:
    """The site's containers are read-only, without capabilities, pinned by digest, health-checked."""
    assert site.name in services, f"there is no service {site.name}"
    container = services[site.name]["Spec"]["TaskTemplate"]["ContainerSpec"]
    assert container["ReadOnly"] is True
    assert container["CapabilityDrop"] == ["ALL"]
    assert "@sha256:" in container["Image"]
    assert container["Healthcheck"]["Test"]


def test_site_service_is_given_what_is_declared(site: Any, services: dict[str, Any]) -> None:
    """The site's containers get their declared variables, secrets and folders, and no others."""
    assert site.name in services, f"there is no service {site.name}"
    container = services[site.name]["Spec"]["TaskTemplate"]["ContainerSpec"]
    assert sorted(container.get("Env") or []) == sorted(f"{n}={v}" for n, v in site.environment.items())
    files = {one["File"]["Name"] for one in container.get("Secrets") or []}
    assert files == {f"/run/secrets/{name}" for name in (*site.secret_files, *site.database_files)}
    mounts = {(one["Type"], one["Target"]) for one in container["Mounts"]}
    kept = {("volume", site.volume)} if site.volume else set()
    assert mounts == {("tmpfs", folder) for folder in ("/tmp", *site.scratch)} | kept  # noqa: S108  # inside the container


def test_site_service_opens_what_is_declared(site: Any, services: dict[str, Any]) -> None:
    """The site's containers bear its declared outgoing connections, and no others."""
    assert site.name in services, f"there is no service {site.name}"
    container = services[site.name]["Spec"]["TaskTemplate"]["ContainerSpec"]
    assert (container.get("Labels") or {}).get(names.EGRESS_LABEL) == site.egress_label


def test_site_service_runs(site: Any, manager: Any, plan: Any) -> None:
    """As many tasks run as replicas are declared, and no one server holds them all where there are more.

    The swarm spreads them while former ones still stand: three on three servers may end as two and one.
    """
    nodes = _running(manager, site.name)
    assert len(nodes) == site.replicas, f"{len(nodes)} of {site.replicas} replicas of {site.name} run"
    assert len(set(nodes)) >= min(site.replicas, len(plan.datacenter.servers), 2), f"all on {nodes}"


def test_edge_service_runs(plan: Any, manager: Any) -> None:
    """The edge runs on exactly the edge servers."""
    wanted = sorted(server.name for server in plan.holding("edge"))
    assert sorted(_running(manager, names.EDGE)) == wanted


def test_no_stranger_runs(plan: Any, services: dict[str, Any]) -> None:
    """No service runs that nobody declared."""
    declared = {names.EDGE, *(service.name for part in plan.parts for service in part.services)}
    assert set(services) - declared == set()
