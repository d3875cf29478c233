"""Where servers come from: the driver a city names in its declaration."""

from infra.backends.servers.base import ServerDriver, ServerSpec
from infra.backends.servers.lab import LabServers
from infra.backends.servers.ssh import SshServers

DRIVERS: dict[str, ServerDriver] = {"lab": LabServers(), "ssh": SshServers()}

__all__ = ["DRIVERS", "ServerDriver", "ServerSpec"]
