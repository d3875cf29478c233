"""Faults of the swarm's own memory: the quorum is lost for good, a manager's disk is full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from infra.errors import KominfoError
from tests.faults import power
from tests.faults.conftest import Trial
from tests.faults.invariants import until

pytestmark = pytest.mark.timeout(2400)

SURVIVOR = "siantar-1"
LOST = ("siantar-2", "siantar-3")
LEAVE = "docker swarm leave --force || docker info -f '{{.Swarm.LocalNodeState}}' | grep -qx inactive"


def test_the_quorum_is_lost_for_good(trial: Trial) -> None:
    """docs/faults.md, "The quorum is lost": what still runs is served; one command, and then `up`."""
    refused = trial.kominfo("rescue", "--yes")
    assert refused.code == 1
    assert "there is nothing to rescue" in refused.said
    with trial.watched() as visits, without_power(trial, *LOST):
        ended = trial.kominfo("up", "--refresh", "dinkes")
        assert ended.code == 1
        # Whichever it meets first: a swarm that agrees to nothing, or a server that is not there.
        assert re.search(r"leader|siantar-[23].*cannot be reached", ended.said), ended.said
        said = trial.do("rescue", "--yes")
        assert f"the swarm forgot {', '.join(LOST)}" in said
        until(lambda: len(trial.served_by(SURVIVOR)) == len(trial.titles), "the survivor serves all sites")
    for server in LOST:
        until(lambda server=server: leaves(trial, server), f"{server} is out of its old swarm")  # type: ignore[misc]  # a default binds the name
    trial.do("up", "--refresh")
    trial.until_whole()
    assert visits.strange == []
    trial.heals()


@contextmanager
def without_power(trial: Trial, *servers: str) -> Iterator[None]:
    """They get it back, whatever happens."""
    power.cut(trial.city, *servers)
    try:
        yield
    finally:
        power.give(trial.city, *servers)


def leaves(trial: Trial, server: str) -> bool:
    """Let a node forget the swarm it remembers."""
    try:
        trial.on(server, "sh", "-c", LEAVE)
    except (AssertionError, KominfoError):  # it boots still
        return False
    return True


FULL = """
systemctl stop docker.socket docker
cp -a --sparse=always /var/lib/docker/swarm /run/swarm-before
room=$(( $(du -sk /run/swarm-before | cut -f1) + 64 ))
mount -t tmpfs -o size=${room}k,mode=0700 tmpfs /var/lib/docker/swarm
cp -a --sparse=always /run/swarm-before/. /var/lib/docker/swarm/
rm -r /run/swarm-before
systemctl start docker
sleep 5
dd if=/dev/zero of=/var/lib/docker/swarm/filler bs=4k 2>/dev/null || true
"""
EMPTY = """
systemctl stop docker.socket docker
umount /var/lib/docker/swarm
rm -rf /var/lib/docker/swarm
systemctl start docker
"""


def test_a_managers_disk_is_full(trial: Trial) -> None:
    """The others go on; with room again it comes back, or is taken out and joined anew (docs/faults.md)."""
    server = LOST[1]
    with trial.visited():
        trial.on(server, "sh", "-c", FULL)
        trial.change()
        trial.do("up")
        state = trial.on(server, "docker", "info", "--format", "{{.Swarm.LocalNodeState}} {{.Swarm.Error}}")
        trial.note(f"with a full disk it is {state.strip()!r}")
        trial.on(server, "sh", "-c", EMPTY)
        trial.on(SURVIVOR, "docker", "node", "demote", server)
        trial.on(SURVIVOR, "docker", "node", "rm", "--force", server)
        trial.do("up", "--refresh", "datacenter")
        trial.until_whole()
    trial.heals()
