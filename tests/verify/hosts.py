"""testinfra's view of a server, over the platform's own shared ssh connection."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Any

import testinfra

from infra.backends.ssh import connection_for, ssh_options
from infra.plan import names


def host_of(server: Any) -> Any:
    """testinfra's view of one server, as the platform's user with sudo, over our own shared connection."""
    connection = connection_for(
        Path(os.environ["KOMINFO_VERIFY_CITY"]).name, str(server.address), server.port, names.PLATFORM_USER
    )
    return testinfra.get_host(
        f"ssh://{names.PLATFORM_USER}@{server.address}:{server.port}",
        ssh_extra_args=shlex.join(ssh_options(connection)),
        controlpersist=0,
        sudo=True,
    )
