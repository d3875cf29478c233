"""The data center: servers, zone, certificate, and what they share."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from infra.model.backup import Backup
from infra.model.dns import Dns
from infra.model.kinds import Fqdn, HttpUrl, Id, Many, Network, Timezone, Title, fqdn
from infra.model.section import Section
from infra.model.server import Role, Server
from infra.model.tls import Tls

Driver = Literal["lab", "ssh"]


class DataCenter(Section):
    """``datacenter.yaml``. ``city`` is the name for people; ``admin_networks`` empty means from anywhere.

    ``egress_networks``: private networks that sites may name in their ``egress``; none unless listed.
    """

    city: Title
    domain: Fqdn
    driver: Driver
    servers: Annotated[Mapping[Id, Server], Field(min_length=1)]
    tls: Tls
    dns: Dns = Dns()
    overlay_pool: Network = IPv4Network("10.20.0.0/14")
    admin_networks: Many[Network] = ()
    egress_networks: Many[Network] = ()
    timezone: Timezone = "Asia/Jakarta"
    mirror: HttpUrl = "http://deb.debian.org/debian"
    python_index: HttpUrl = "https://pypi.org/simple"
    backup: Backup | None = None

    @field_validator("servers", mode="before")
    @classmethod
    def _name_by_key(cls, servers: Any) -> Any:
        """A server is named once, by the key it stands under."""
        if not isinstance(servers, dict):
            return servers
        return {
            key: {**server, "name": key} if isinstance(server, dict) else server
            for key, server in servers.items()
        }

    def servers_with(self, *roles: Role) -> tuple[Server, ...]:
        """The servers holding any of ``roles``, in the order they are declared."""
        return tuple(server for server in self.servers.values() if set(roles) & set(server.roles))

    @property
    def certificate_names(self) -> tuple[str, ...]:
        """Every name of the city's certificate, whole: the wildcard, the domain, then the extra names."""
        return (f"*.{self.domain}", self.domain, *(fqdn(name, self.domain) for name in self.tls.extra_names))
