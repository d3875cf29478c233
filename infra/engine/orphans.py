"""Looks for half-made objects in a Swarm, by name and label, through a ``docker.DockerClient``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from infra.engine.heal import Found

if TYPE_CHECKING:
    import docker

# kind → (where the API keeps it, how its labels are read)
_Labels = Callable[[dict[str, Any]], dict[str, str] | None]
_SPEC: _Labels = lambda told: told.get("Spec", {}).get("Labels")  # noqa: E731  # a table of readers
_TOP: _Labels = lambda told: told.get("Labels")  # noqa: E731  # a table of readers
_CONFIG: _Labels = lambda told: told.get("Config", {}).get("Labels")  # noqa: E731  # a table of readers


class DockerOrphans:
    """``OrphanFinder`` of one Docker host (a Swarm manager, for Swarm's objects)."""

    def __init__(self, client: docker.DockerClient) -> None:
        self._client = client

    def find(self, kind: str, name: str) -> list[Found]:
        """Objects of exactly this name; the daemon's own filter would match parts of names."""
        collection, labels, named = self._of(kind)
        listing = collection.list(**({"all": True} if kind == "Container" else {}))
        return [Found(one.id, labels(one.attrs) or {}) for one in listing if named(one) == name]

    def remove(self, kind: str, id_: str) -> None:
        """Remove it; gone already is fine."""
        import docker.errors

        try:
            one = self._of(kind)[0].get(id_)
            one.remove(**({"force": True} if kind == "Container" else {}))
        except docker.errors.NotFound:
            return

    def _of(self, kind: str) -> tuple[Any, _Labels, Callable[[Any], str]]:
        client = self._client
        match kind:
            case "Network":
                return client.networks, _TOP, lambda one: str(one.name)
            case "Volume":
                return client.volumes, _TOP, lambda one: str(one.name)
            case "Service":
                return client.services, _SPEC, lambda one: str(one.name)
            case "Secret":
                return client.secrets, _SPEC, lambda one: str(one.attrs["Spec"]["Name"])
            case "ServiceConfig":
                return client.configs, _SPEC, lambda one: str(one.attrs["Spec"]["Name"])
            case "Container":
                return client.containers, _CONFIG, lambda one: str(one.name)
        raise KeyError(kind)
