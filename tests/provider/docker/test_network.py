"""A swarm's network right after it is made has no driver and no subnet: that must never reach the state."""

from __future__ import annotations

from typing import Any

import pytest

from infra.errors import KominfoError
from infra.providers.docker import network
from infra.providers.docker.network import Network
from infra.providers.docker.settings import Settings
from infra.providers.framework import Progress

BORN = {
    "Id": "n1",
    "Name": "edge",
    "Scope": "swarm",
    "Driver": "",
    "Options": None,
    "IPAM": {"Driver": "", "Config": []},
    "Internal": False,
    "Attachable": True,
    "Ingress": False,
    "EnableIPv6": False,
    "Labels": {},
}
GROWN = {
    **BORN,
    "Driver": "overlay",
    "Options": {"com.docker.network.driver.overlay.vxlanid_list": "4098"},
    "IPAM": {"Driver": "default", "Config": [{"Subnet": "10.21.0.0/20", "Gateway": "10.21.0.1"}]},
}
INPUTS = {
    "name": "edge",
    "driver": "overlay",
    "attachable": True,
    "ipamConfigs": [{"subnet": "10.21.0.0/20", "gateway": "10.21.0.1"}],
}


class Scripted:
    """A daemon that says the same network in the given stages, the last one for ever."""

    def __init__(self, *stages: dict[str, Any]) -> None:
        self.stages = list(stages)

    def get(self, path: str, params: dict[str, str] | None = None) -> Any:
        del params
        if path == "/networks":
            return []
        return self.stages.pop(0) if len(self.stages) > 1 else self.stages[0]

    def post(self, path: str, body: Any) -> Any:
        del path, body
        return {"Id": "n1"}


def resource(monkeypatch: pytest.MonkeyPatch, *stages: dict[str, Any]) -> Network:
    monkeypatch.setattr(network, "POLL_SECONDS", 0.0)
    settings = Settings()
    monkeypatch.setattr(settings, "_daemon", Scripted(*stages))
    return Network(settings)


def test_create_waits_until_the_swarm_has_allocated_it(monkeypatch: pytest.MonkeyPatch) -> None:
    half = {**GROWN, "Options": None}
    _, outputs = resource(monkeypatch, BORN, half, GROWN).create(INPUTS, Progress("", ""))
    assert outputs["driver"] == "overlay"
    assert outputs["ipamConfigs"][0]["gateway"] == "10.21.0.1"
    assert outputs["options"]


def test_a_network_that_is_never_allocated_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "SETTLE_SECONDS", 0.0)
    with pytest.raises(KominfoError, match="gave it no subnet"):
        resource(monkeypatch, BORN).create(INPUTS, Progress("", ""))
