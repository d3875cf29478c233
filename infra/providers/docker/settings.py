"""The provider's settings, and the daemon they lead to."""

from __future__ import annotations

import os
from typing import Any, Final

from infra.backends.docker import Credential, Daemon, endpoint
from infra.errors import KominfoError, Problem
from infra.providers.framework import Properties

CONFIG: Final[dict[str, Any]] = {
    "host": {"type": "string"},
    "sshOpts": {"type": "array", "items": {"type": "string"}},
    "registryAuth": {"type": "array", "items": {"$ref": "pulumi.json#/Any"}},
    "disableDockerDaemonCheck": {"type": "boolean"},
}
DEFAULT_HOST = "unix:///run/docker.sock"


def registry_of(image: str) -> str:
    """``registry.example:5000/a/b:1`` -> ``registry.example:5000``; a name without one is Docker Hub's."""
    first, slash, _ = image.partition("/")
    named = slash and ("." in first or ":" in first or first == "localhost")
    return first if named else "docker.io"


class Settings:
    """Filled by the engine's Configure before anything else is asked."""

    def __init__(self) -> None:
        self._daemon: Daemon | None = None
        self._credentials: dict[str, Credential] = {}

    def configure(self, values: Properties) -> None:
        unknown = [name for name in values if name not in CONFIG]
        if unknown:
            raise KominfoError(
                [Problem("docker provider", name, "this plugin has no such setting") for name in unknown]
            )
        host = values.get("host") or os.environ.get("DOCKER_HOST") or DEFAULT_HOST
        self._daemon = Daemon(endpoint(host, tuple(values.get("sshOpts") or ())))
        self._daemon.open_ahead()
        self._credentials = {}
        for entry in values.get("registryAuth") or []:
            if not entry.get("authDisabled"):
                credential = _credential(entry)
                self._credentials[credential.address] = credential

    def close(self) -> None:
        """End what leads to the daemon."""
        if self._daemon is not None:
            self._daemon.endpoint.close()

    @property
    def daemon(self) -> Daemon:
        if self._daemon is None:
            self.configure({})
        assert self._daemon is not None  # noqa: S101 (configure has just made it; for the type checker)
        return self._daemon

    def auth_headers(self, image: str, auth: Properties | None = None) -> dict[str, str]:
        """The header by which the swarm's nodes may pull ``image``; none when nobody gave credentials."""
        credential = self._credentials.get(registry_of(image))
        if auth:
            address = _bare(auth["serverAddress"])
            credential = Credential(address, auth.get("username") or "", auth.get("password") or "")
        return {"X-Registry-Auth": credential.header()} if credential else {}

    def credential(self, registry: str) -> Credential | None:
        return self._credentials.get(registry)

    @property
    def credentials(self) -> tuple[Credential, ...]:
        return tuple(self._credentials.values())


def _bare(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")


def _credential(entry: Properties) -> Credential:
    if not entry.get("username") or not entry.get("password"):
        raise KominfoError(
            Problem(
                place="docker provider",
                path="registryAuth",
                fault=f"{entry.get('address')} needs username and password",
                reason="this plugin reads no Docker configuration files",
            )
        )
    return Credential(_bare(entry["address"]), entry["username"], entry["password"])
