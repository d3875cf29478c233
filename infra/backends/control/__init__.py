"""Facts of the control host and the choice of a manager: what a plan needs to know before it is made."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

from infra.backends.keys import ensure_ssh_key
from infra.backends.ssh import connection_for, run
from infra.engine.checkpoint import read_checkpoint
from infra.engine.stack import Stack
from infra.errors import KominfoError
from infra.files import tree_digest
from infra.home import CHECKOUT, Home
from infra.model import DATACENTER, City, Server
from infra.model.look import LOOK
from infra.plan import CityPlan, Control
from infra.plan.control import LETS_ENCRYPT

ANSWER_SECONDS = 2.0
LIBRARY = Path("opd_templates", "_base")
ADDED_CAS = Path("/usr/local/share/ca-certificates")
"""Where Debian keeps what is trusted beside its own list."""


def gather_control(city: City) -> Control:
    """The city's public key (made at first use), where certificates come from, and the roles' content."""
    home = Home.find()
    url, ca = _authority(city)
    runs = _role_runs(home, city)
    return Control(
        authorized_key=ensure_ssh_key(home.city(city.name)),
        acme_url=url,
        acme_ca=ca,
        role_sources=role_sources(CHECKOUT / "roles"),
        ca_file=ca_file(city),
        standing=frozenset(runs),
        founder=next(
            (name for name, run in runs.items() if run.get("swarm_action") == "init"), ""
        ).removesuffix("-swarm"),
        added_cas=added_cas(),
        look=look(city),
    )


def look(city: City) -> str:
    """The text of the city's own look; empty where it has none."""
    file = city.folder / LOOK
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def added_cas(folder: Path = ADDED_CAS) -> tuple[str, ...]:
    return tuple(file.read_text() for file in sorted(folder.glob("**/*.crt")))


def _role_runs(home: Home, city: City) -> dict[str, dict[str, Any]]:
    """What the data center's state knows; a state that cannot be read is told of by who mends it."""
    try:
        state = read_checkpoint(Stack(city.name, DATACENTER).checkpoint(home))
    except ValueError:
        return {}
    return state.role_runs if state else {}


def _authority(city: City) -> tuple[str, str]:
    """URL and CA (PEM, or empty) of the ACME server: declared, else the lab's own, else Let's Encrypt."""
    tls = city.datacenter.tls
    if tls.acme is None and city.datacenter.driver == "lab":
        from infra.backends.lab import authority

        return authority(city)
    ca = (city.folder / tls.ca_file).read_text() if tls.ca_file else ""
    return tls.acme or LETS_ENCRYPT, ca


def ca_file(city: City) -> str:
    """What to trust for the sites: the lab authority's roots, a declared CA, or (empty) the system's."""
    tls = city.datacenter.tls
    if tls.acme is None and city.datacenter.driver == "lab":
        from infra.backends.lab.world import roots_file

        return str(roots_file(Home.find().city(city.name)))
    return str(Path(city.folder, tls.ca_file).resolve()) if tls.ca_file else ""


def role_sources(roles: Path) -> dict[str, str]:
    """Role → hash of its files, names and modes included; documentation does not count.

    The role `images` also builds what all apps have in common, which stands beside their templates.
    """
    found = {
        role.name: tree_digest(role, but={"README.md"})[:16]
        for role in sorted(roles.iterdir())
        if role.is_dir()
    }
    library = tree_digest(roles.parent / LIBRARY, but={"README.md"})[:16]
    return found | {"images": f"{found['images']}-{library}"}


def answering_manager(plan: CityPlan) -> str:
    """The first manager whose SSH port answers; the first there is when none does (nothing is up yet).

    Those that are in the swarm already come before those that are still to join it.
    """
    return _answering(plan).name


def swarm_answers(plan: CityPlan) -> bool:
    """Whether that manager lets the platform's user in, and is in a swarm."""
    server = _answering(plan)
    conn = connection_for(plan.name, str(server.address), server.port, name=server.name)
    try:
        told = run(conn, ["docker", "info", "--format", "{{.Swarm.LocalNodeState}}"])
    except KominfoError:
        return False
    return told.stdout.strip() == b"active"


def _answering(plan: CityPlan) -> Server:
    managers = plan.managers
    for server in managers:
        try:
            socket.create_connection((str(server.address), server.port), ANSWER_SECONDS).close()
        except OSError:
            continue
        return server
    return managers[0]
