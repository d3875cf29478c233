"""What role tests need besides bare servers: the world outside the city."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from ipaddress import IPv4Address

import pytest

from infra.backends import lab
from infra.backends.ssh import Connection
from tests.support.lab import TestNetwork

MakeWorld = Callable[..., lab.World]


@pytest.fixture
def lab_world(lab_network: TestNetwork) -> MakeWorld:
    """``lab_world(domain, name_servers, lifetime=90 days)``: recursor and ACME authority beside the servers.

    There is one in the session's network: other arguments make it anew, with a new root.
    """

    def make(
        domain: str, name_servers: list[Connection], lifetime: timedelta = timedelta(days=90)
    ) -> lab.World:
        addresses = [IPv4Address(server.address) for server in name_servers]
        return lab.ensure_world(lab_network.city, lab_network.subnet, domain, addresses, print, lifetime)

    return make
