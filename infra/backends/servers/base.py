"""What every way of having servers offers: make one ready, ask after it, let it go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the lab is heavy, and a city of real servers has none
    from infra.backends.lab.progress import Progress


@dataclass(frozen=True, slots=True)
class ServerSpec:
    """One server as the city declares it.

    ``city`` names the folder in the home (key, known hosts); ``user`` is the bootstrap user; ``host_key`` is
    a fingerprint (``SHA256:…``) or None; ``memory`` is in bytes and binds only a driver that makes servers.
    """

    city: str
    name: str
    address: str
    port: int
    user: str
    host_key: str | None
    memory: int


class ServerDriver(Protocol):
    """Both drivers pass tests/contract/servers. Every method may raise KominfoError."""

    def ensure(self, spec: ServerSpec, progress: Progress) -> None:
        """Return once the server runs Debian 13, answers over ssh and its host key is recorded.

        Repeating it changes nothing; a server that stands still is started again where the driver can.
        """

    def is_running(self, spec: ServerSpec) -> bool | None:
        """True: it runs. False: it stands still. None: it is gone (only who makes servers can know)."""

    def remove(self, spec: ServerSpec, progress: Progress) -> None:
        """Let the server go, with all it held where the driver made it, else without what is ours on it.

        Gone already is success.
        """

    def forget(self, spec: ServerSpec, progress: Progress) -> None:
        """Let a server go that nobody reaches any more: it is not contacted. Gone already is success."""
