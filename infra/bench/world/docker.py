"""A daemon in memory, for the `docker` plugin: it runs whatever it is asked to, at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from infra.bench.world import store
from infra.bench.world.replace import replace
from infra.providers.docker import settings

HELD = ("networks", "services")


class Daemon:
    """Offers what ``infra.backends.docker.daemon.Daemon`` does, for networks, services and images."""

    def __init__(self, endpoint: Any) -> None:
        self.endpoint = endpoint

    def __str__(self) -> str:
        return "memory"

    def open_ahead(self) -> None:
        """It is here."""

    def get(self, path: str, params: dict[str, Any] | None = None) -> Any:
        kind, _, number = path.strip("/").partition("/")
        if number:
            return store.get(kind, number)
        if kind == "tasks":
            (service,) = json.loads((params or {})["filters"])["service"]
            return _tasks(store.get("services", service) or {})
        (name,) = json.loads((params or {})["filters"])["name"]
        found = store.get(kind, _number(name))
        return [found] if found else []

    def find(self, path: str) -> Any | None:
        return self.get(path)

    def text(self, *_: Any, **__: Any) -> bytes:
        return b""

    def post(self, path: str, body: Any, params: Any = None, headers: Any = None) -> Any:
        kind, number, *_ = path.strip("/").split("/")
        if kind == "networks":
            return self._network(body)
        if number == "create":
            return self._service(_number(body["Name"]), body, 1)
        version = (store.get(kind, number) or {})["Version"]["Index"]
        return self._service(number, body, version + 1)

    def delete(self, path: str, params: Any = None) -> None:
        kind, _, number = path.strip("/").partition("/")
        store.drop(kind, number)

    def messages(self, path: str, **request: Any) -> Iterator[dict[str, Any]]:
        """A build remembers what it was given; a push answers that as the image's digest."""
        if path == "/build":
            content = hashlib.sha256(request["data"].read()).hexdigest()
            store.put("images", request["params"]["t"].rpartition(":")[0], content)
            yield {"stream": "Step 1/1 : FROM memory"}
        else:
            repository = path.removeprefix("/images/").removesuffix("/push").replace("%3A", ":")
            yield {"aux": {"Digest": f"sha256:{store.get('images', repository)}"}}

    def _network(self, asked: dict[str, Any]) -> dict[str, str]:
        number = _number(asked["Name"])
        store.put(
            "networks",
            number,
            {**asked, "Id": number, "Scope": "swarm", "Options": {"vxlanid": "4097"}, "EnableIPv6": False},
        )
        return {"Id": number}

    def _service(self, number: str, spec: dict[str, Any], version: int) -> dict[str, str]:
        made = {"Spec": {**spec["EndpointSpec"]}, "Ports": spec["EndpointSpec"].get("Ports")}
        store.put(
            "services",
            number,
            {
                "ID": number,
                "Version": {"Index": version},
                "Spec": spec,
                "Endpoint": made,
                "UpdateStatus": {"State": "completed"} if version > 1 else None,
            },
        )
        return {"ID": number}


def _number(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:25]


def _tasks(service: dict[str, Any]) -> list[dict[str, Any]]:
    replicas = service["Spec"]["Mode"].get("Replicated", {"Replicas": 1}).get("Replicas", 0)
    return [
        {"ID": str(slot), "Slot": slot, "DesiredState": "running", "Status": {"State": "running"}}
        for slot in range(1, replicas + 1)
    ]


def install() -> None:
    """Put it where the plugin looks for the real one."""
    replace(settings, Daemon=Daemon)
