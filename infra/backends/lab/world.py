"""What is outside the lab's city: a recursor that asks its name servers, and an ACME authority."""

from __future__ import annotations

import json
import ssl
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from infra.backends.lab.authority import door, lab_ca
from infra.backends.lab.image import ensure_world_image
from infra.backends.lab.machine import File, Machine, ensure_machine
from infra.backends.lab.network import WORLD, ensure_network, subnet_of
from infra.backends.lab.progress import Progress
from infra.errors import KominfoError, Problem
from infra.files import write_whole
from infra.home import CityHome, Home
from infra.model import City

ACME_PORT, MANAGEMENT_PORT = 14000, 15000
LIFETIME = timedelta(days=90)
SHORT_LIVED = timedelta(minutes=5)
"""A certificate lifetime for renewal tests."""
ANSWER_SECONDS = 60
MACHINE_NAME = "world"


@dataclass(frozen=True, slots=True)
class World:
    """``recursor`` listens on port 53; ``acme_ca_pem`` is the CA behind the ACME door.

    ``roots_file`` (PEM) holds the root of every start of the authority: what it ever signed stays trusted.
    """

    recursor: IPv4Address
    acme_url: str
    acme_ca_pem: str
    roots_file: Path


def ensure_world(
    city: str,
    subnet: IPv4Network,
    domain: str,
    name_servers: Sequence[IPv4Address],
    progress: Progress,
    lifetime: timedelta = LIFETIME,
) -> World:
    """Make or start the city's outside world and wait until it answers.

    ``subnet`` is the lab's /24; the recursor knows ``domain`` alone and refuses every other name, so that
    nothing in a lab asks the real world. Changed arguments make the world anew. The authority forgets its
    accounts and makes a new root at every start; ``roots_file`` gains it.
    """
    address = subnet.network_address + WORLD
    home = Home.find().city(city)
    image = ensure_world_image(progress)
    ensure_network(city, str(address))
    certificate, key = door(home, address)
    files = (
        File("etc/unbound/unbound.conf.d/lab.conf", _unbound(subnet, domain, name_servers).encode()),
        File("etc/pebble/lab.json", _pebble(lifetime).encode()),
        File("etc/pebble/lab.pem", certificate),
        File("etc/pebble/lab.key", key, 0o600),
    )
    machine = Machine(city, MACHINE_NAME, str(address), image, files=files, made_anew=True)
    ensure_machine(machine, progress)
    _gather_root(_root(address, lab_ca(home)), roots_file(home))
    return World(address, acme_url(address), lab_ca(home), roots_file(home))


def authority(city: City) -> tuple[str, str]:
    """URL of the city's ACME authority in the lab, and the PEM of the CA behind its door; starts nothing."""
    return acme_url(recursor(city)), lab_ca(Home.find().city(city.name))


def recursor(city: City) -> IPv4Address:
    """Where the outside world of a city in the lab stands, its recursor at port 53; starts nothing."""
    first = next(iter(city.datacenter.servers.values()))
    return subnet_of(str(first.address)).network_address + WORLD


def roots_file(home: CityHome) -> Path:
    """The bundle that trusts what the lab's authority issued."""
    return home.lab / "roots.pem"


def acme_url(address: IPv4Address) -> str:
    return f"https://{address}:{ACME_PORT}/dir"


def _unbound(subnet: IPv4Network, domain: str, name_servers: Sequence[IPv4Address]) -> str:
    """Nothing is cached: validation must see a record once it is published, and a dead server be retried."""
    address = subnet.network_address + WORLD
    servers = "".join(f"    stub-addr: {server}\n" for server in name_servers)
    return f"""server:
    interface: 127.0.0.1
    interface: {address}
    access-control: {subnet} allow
    # No parent zone holds a DS of the city here, so there is no chain to validate.
    module-config: "iterator"
    cache-max-ttl: 0
    cache-max-negative-ttl: 0
    infra-host-ttl: 1
    local-zone: "." refuse
    local-zone: "{domain}." transparent
stub-zone:
    name: "{domain}."
{servers}"""


def _pebble(lifetime: timedelta) -> str:
    seconds = int(lifetime.total_seconds())
    settings = {
        "listenAddress": f"0.0.0.0:{ACME_PORT}",
        "managementListenAddress": f"0.0.0.0:{MANAGEMENT_PORT}",
        "certificate": "/etc/pebble/lab.pem",
        "privateKey": "/etc/pebble/lab.key",
        "httpPort": 80,
        "tlsPort": 443,
        "ocspResponderURL": "",
        "externalAccountBindingRequired": False,
        # Debian 13's pebble (2.6) knows no profiles; later ones know nothing else.
        "certificateValidityPeriod": seconds,
        "profiles": {"default": {"description": "The lab's only one", "validityPeriod": seconds}},
    }
    return json.dumps({"pebble": settings}, indent=2)


def _root(address: IPv4Address, ca_pem: str) -> str:
    """The root (PEM) the authority signs with since its last start; waits until it answers."""
    trust = ssl.create_default_context(cadata=ca_pem)
    # The lab is on this machine: a proxy meant for the internet cannot reach it.
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust)
    )
    url = f"https://{address}:{MANAGEMENT_PORT}/roots/0"
    deadline = time.monotonic() + ANSWER_SECONDS
    while True:
        try:
            with opener.open(url, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError as error:
            if time.monotonic() > deadline:
                raise _silent(url, error) from None
        time.sleep(0.2)


def _gather_root(root: str, bundle: Path) -> None:
    known = bundle.read_text() if bundle.exists() else ""
    if root.strip() in known:
        return
    write_whole(bundle, f"{known}{root.strip()}\n".encode(), 0o644)


def _silent(url: str, error: OSError) -> KominfoError:
    return KominfoError(
        Problem(
            "the lab's outside world",
            "",
            f"its ACME authority does not answer on {url}",
            str(error),
            "see: docker exec kominfo-CITY-world journalctl -u pebble -u unbound",
        )
    )
