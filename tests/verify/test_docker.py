"""Docker on every server: its settings are the declared ones and it is usable by the platform's user."""

from __future__ import annotations

import json
from typing import Any

from infra.plan import names


def test_docker_is_configured(host: Any) -> None:
    """Docker runs with bounded logs and without live restore, which a swarm forbids."""
    settings = json.loads(host.check_output("cat /etc/docker/daemon.json"))
    assert settings["log-opts"]["max-size"]
    info = json.loads(host.check_output("docker info --format '{{json .}}'"))
    assert info["LiveRestoreEnabled"] is False
    assert info["LoggingDriver"] == settings["log-driver"]


def test_platform_user_may_use_docker(host: Any) -> None:
    """The platform's user, and nobody else, is in the group docker."""
    assert host.group("docker").members == [names.PLATFORM_USER]


def test_registry_is_trusted(host: Any, plan: Any) -> None:
    """Docker trusts the city's registry by the platform's CA."""
    assert host.file(f"/etc/docker/certs.d/{plan.registry}/ca.crt").exists
