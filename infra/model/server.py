"""A server: one machine of the data center."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from infra.model.kinds import Fingerprint, Ip, Ip4, Many, ServerMemory, User
from infra.model.section import Section

Role = Literal["manager", "worker", "edge", "dns-primary", "dns-secondary", "registry", "build", "database"]
IN_THE_SWARM: tuple[Role, ...] = ("manager", "worker")


def _own_address(fields: dict[str, Any]) -> tuple[IPv4Address | IPv6Address, ...]:
    return (fields["address"],) if "address" in fields else ()


class Server(Section):
    """``memory`` in bytes; ``user`` and ``port`` are how a bare server is first reached.

    ``host_key`` is the fingerprint of the server's ed25519 key, needed before `up` when the driver is ssh.
    """

    given: ClassVar[frozenset[str]] = frozenset({"name"})

    name: str  # the key it stands under, checked there
    address: Ip4
    public: Annotated[Many[Ip], Field(default_factory=_own_address)]
    memory: ServerMemory
    roles: Annotated[Many[Role], Field(min_length=1)]
    user: User = "root"
    port: Annotated[int, Field(ge=1, le=65535)] = 22
    host_key: Fingerprint | None = None
