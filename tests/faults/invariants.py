"""What holds after every fault, whatever it was and whenever it came (I1 to I5 of docs/faults.md)."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.backends.visit import get
from infra.engine.checkpoint import read_checkpoint
from infra.engine.engine import Engine
from infra.engine.locate import ensure_engine
from infra.engine.outputs import outputs
from infra.engine.passphrase import passphrase_file, unlock
from infra.engine.stack import Stack
from infra.errors import KominfoError
from infra.home import Home
from infra.model import DATACENTER
from tests.faults.visitors import Visits, visitor
from tests.support.story import Story

RETURN_SECONDS = 120.0
SECRETS_OF_THE_CITY = ("registry_password", "update_secret")  # among the data center's outputs
# A server's own journal is asked for lines that hold one of the words on standard input.
SOUGHT = "umask 077; cat >/run/sought; journalctl -o cat | grep -cFf /run/sought; rm /run/sought"


def until(true: Callable[[], object], what: str, seconds: float = RETURN_SECONDS) -> float:
    """Seconds it took until ``true``; it must come true within ``seconds``."""
    started = time.monotonic()
    while not true():
        assert time.monotonic() - started < seconds, f"not within {seconds:g} s: {what}"
        time.sleep(0.5)
    return time.monotonic() - started


def nobody_noticed(visits: Visits, *, cut: bool = False) -> None:
    """I1, while it happened: no request failed; where power was ``cut``, what was under way may be lost."""
    assert visits.all, "nobody asked"
    assert visits.strange == [], [str(one) for one in visits.strange]
    assert visits.failed == [], f"{visits}\n" + "\n".join(map(str, visits.failed))
    assert cut or visits.cut == [], [str(one) for one in visits.cut]


def unanswered(told: Mapping[str, Any], titles: Mapping[str, str]) -> list[str]:
    """I1, afterwards: what is wrong with a site as a visitor meets it, or through an edge by its address.

    ``told`` is what `outputs` says.
    """
    seen = [visitor(told).visit(host) for host in titles]
    wrong = [str(one) for one in seen if one.fault or one.title != titles[one.host]]
    for edge in told["edges"]:
        for host in titles:
            try:
                status = get(edge["address"], host, ca_file=told["ca_file"]).status
            except (OSError, http.client.HTTPException) as fault:
                wrong.append(f"{host} through {edge['name']}: {fault}")
                continue
            if status != http.client.OK:
                wrong.append(f"{host} through {edge['name']}: {status}")
    return wrong


def state_is_the_world(story: Story, *parts: str) -> None:
    """I3: every state parses, holds nothing half done, and differs from the world in nothing."""
    for part in story.city.parts:
        state = read_checkpoint(Stack(story.folder.name, part).checkpoint(Home.find()))
        assert state is not None, part
        assert state.pending == (), part
    ended = story.kominfo("drift", story.folder.name, *parts)
    assert ended.code == 0, ended.said[-6000:]


def nothing_secret_was_said(story: Story, said: Iterable[str], planted: Iterable[str]) -> None:
    """I4: neither in what commands printed, nor in the home, nor in a server's journal."""
    secrets = (*planted, *known_secrets(story))
    for text in said:
        assert not [one for one in secrets if one in text], "a command printed a secret"
    for file in _told(Home.find()):
        content = file.read_bytes()
        assert not [one for one in secrets if one.encode() in content], f"{file} holds a secret in clear"
    for server in story.city.datacenter.servers:
        found = story.on(server, "sh", "-c", SOUGHT, stdin="\n".join(secrets).encode())
        assert found.strip() == "0", f"the journal of {server} holds a secret"


def known_secrets(story: Story) -> list[str]:
    """What opens the state, the registry, the zone and the swarm."""
    home = Home.find()
    engine = Engine(home, ensure_engine(home, print), unlock(home, None))
    found = outputs(engine, story.folder.name, DATACENTER) or {}
    tokens = [
        story.on(manager(story), "docker", "swarm", "join-token", "-q", kind)
        for kind in ("manager", "worker")
    ]
    secrets = [engine.passphrase, *(found[name] for name in SECRETS_OF_THE_CITY), *map(str.strip, tokens)]
    assert all(secrets)
    return secrets


def manager(story: Story) -> str:
    return story.city.datacenter.servers_with("manager")[0].name


def swarm_is_whole(story: Story) -> bool:
    """Every node is ready, every manager reachable, and each service runs as many tasks as it should."""
    asked = ("docker", "node", "ls", "--format", "{{.Status}} {{.Availability}} {{.ManagerStatus}}")
    counted = ("docker", "service", "ls", "--format", "{{.Replicas}}")
    try:
        nodes = story.on(manager(story), *asked).splitlines()
        services = [line.split()[0].split("/") for line in story.on(manager(story), *counted).splitlines()]
    except (AssertionError, KominfoError):  # not up yet
        return False
    return (
        len(nodes) == len(story.city.datacenter.servers)
        and set(nodes) == {"Ready Active Leader", "Ready Active Reachable"}
        and all(running == wanted for running, wanted in services)
    )


def _told(home: Home) -> Iterator[Path]:
    """Every file of the home but the passphrase, which is one."""
    for file in home.root.rglob("*"):
        if file.is_file() and file != passphrase_file(home):
            yield file


def a_second_up_does_nothing(story: Story) -> None:
    """I5: it says so of every part, and not one container is another than before."""
    before = tasks(story)
    said = story.do("up")
    assert said.count("nothing to do") == len(story.city.parts), said
    assert tasks(story) == before


def tasks(story: Story) -> set[str]:
    """Running tasks of all services, by id."""
    services = story.on(manager(story), "docker", "service", "ls", "-q").split()
    wanted = ("-f", "desired-state=running", "-q", *services)
    return set(story.on(manager(story), "docker", "service", "ps", *wanted).split())
