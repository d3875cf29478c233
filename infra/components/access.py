"""How components reach servers: connection facts of a plan, without opening anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.backends.ssh import connection_for, ssh_options
from infra.model import Server
from infra.plan import CityPlan, names


@dataclass(frozen=True, slots=True)
class Access:
    """The city's servers as resources need them described. ``manager`` is the one that answered."""

    plan: CityPlan
    manager: str

    @property
    def city(self) -> str:
        return self.plan.name

    @property
    def registry(self) -> str:
        return self.plan.registry

    @property
    def registry_user(self) -> str:
        return names.REGISTRY_USER

    @property
    def build(self) -> str:
        return self.plan.holding("build")[0].name

    def server(self, name: str) -> Server:
        return next(server for server in self.plan.datacenter.servers if server.name == name)

    def connection(self, name: str, user: str = names.PLATFORM_USER) -> dict[str, Any]:
        """The ``connection`` property of the provider's resources."""
        server = self.server(name)
        return {"address": str(server.address), "port": server.port, "user": user}

    def manager_connection(self, name: str) -> dict[str, Any]:
        """One of those through which the provider's resources ask the swarm."""
        return {**self.connection(name), "name": name}

    def docker_host(self, name: str) -> str:
        server = self.server(name)
        return f"ssh://{names.PLATFORM_USER}@{server.address}:{server.port}"

    def ssh_options(self, name: str) -> list[str]:
        server = self.server(name)
        return ssh_options(connection_for(self.city, str(server.address), server.port, names.PLATFORM_USER))
