"""What every command of the daily loop needs first: a valid city, its plan, the engine, the passphrase."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra.backends.control import answering_manager, gather_control
from infra.backends.keys import ensure_ssh_key
from infra.backends.ssh import connection_for, forward_socket
from infra.engine.engine import Engine
from infra.engine.heal import OrphanFinder
from infra.engine.locate import ensure_engine
from infra.engine.passphrase import Prompt, unlock
from infra.engine.plugins import plugin_path
from infra.engine.request import StackRequest
from infra.engine.sealing import prepare
from infra.engine.stamp import platform_digest
from infra.engine.starter import Starter
from infra.errors import KominfoError, Problem
from infra.home import Home
from infra.model import DATACENTER, City
from infra.plan import CityPlan, plan_city

if TYPE_CHECKING:  # heavy, and a city of real servers has none
    from infra.backends import lab

Tell = Callable[[str], None]
DOCKER_SOCKET = "/run/docker.sock"


@dataclass(frozen=True, slots=True)
class Session:
    """One command's view of a city. ``tell`` takes progress, a sentence at a time.

    ``platform`` is the hash of the code that makes parts real; ``starter`` warms up from the session's begin.
    """

    city: City
    plan: CityPlan
    engine: Engine
    tell: Tell
    platform: str
    starter: Starter | None = field(default=None, repr=False)

    @property
    def home(self) -> Home:
        return self.engine.home


def open_session(
    city: City,
    tell: Tell,
    prompt: Prompt | None = None,
    *,
    world: bool = False,
    starter: Starter | None = None,
) -> Session:
    """Check the passphrase, find or build the engine; ``world`` also brings a lab city's surroundings up.

    Both may take minutes at first, one of a compiler and one of a network: they go side by side. With a
    ``starter`` that is warming up already a deploy begins half a second earlier.

    Errors: KominfoError before anything has run (no engine, no or wrong passphrase, no container engine).
    """
    if world:
        _ensure_every_server_is_vouched_for(city)
    starter = starter or Starter(plugin_path())
    home = Home.find()
    passphrase = unlock(home, prompt)
    ensure_ssh_key(home.city(city.name))
    with ThreadPoolExecutor(2) as beside:
        root = beside.submit(ensure_engine, home, tell)
        beside.submit(prepare, home, city.name, passphrase)
        if world and city.datacenter.driver == "lab":
            bring_lab_up(city, tell)
    engine = Engine(home, root.result(), passphrase)
    return Session(city, plan_city(city, gather_control(city)), engine, tell, platform_digest(), starter)


def _ensure_every_server_is_vouched_for(city: City) -> None:
    """Real servers are entered only when their host keys are declared: another machine could pose as them."""
    strangers = [server.name for server in city.datacenter.servers.values() if server.host_key is None]
    if city.datacenter.driver == "ssh" and strangers:
        raise KominfoError(
            Problem(
                f"{city.name}/{DATACENTER}.yaml",
                "servers",
                f"no host key is declared for {', '.join(strangers)}",
                "without it another machine could pose as this server",
                f"./kominfo trust {city.name}",
            )
        )


def bring_lab_up(city: City, tell: Tell) -> lab.World:
    """Start what stands outside a lab city's servers: container engine, images, ACME authority, recursor."""
    from infra.backends import lab
    from infra.backends.lab.network import subnet_of

    lab.ensure_host(tell)
    lab.ensure_server_image(tell, city.datacenter.mirror)
    first = next(iter(city.datacenter.servers.values()))
    return lab.ensure_world(
        city.name,
        subnet_of(str(first.address)),
        city.datacenter.domain,
        [server.address for server in city.datacenter.servers_with("dns-primary", "dns-secondary")],
        tell,
    )


@contextmanager
def orphan_finder(session: Session) -> Iterator[Callable[[StackRequest], OrphanFinder]]:
    """A look into the swarm for settling what a killed run left: opened when asked for, closed at the end."""
    with ExitStack() as opened:
        found: list[OrphanFinder] = []

        def find(_: StackRequest) -> OrphanFinder:
            if not found:
                found.append(_look(session, opened))
            return found[0]

        yield find


def _look(session: Session, opened: ExitStack) -> OrphanFinder:
    import docker

    from infra.engine.orphans import DockerOrphans

    name = answering_manager(session.plan)
    server = session.city.server(name)
    connection = connection_for(session.city.name, str(server.address), server.port, name=name)
    socket = opened.enter_context(forward_socket(connection, DOCKER_SOCKET))
    client = docker.DockerClient(base_url=f"unix://{socket}")
    opened.callback(client.close)
    return DockerOrphans(client)
