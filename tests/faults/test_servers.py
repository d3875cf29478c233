"""Servers that lose power: while something is deployed, two of three, and all of them."""

from __future__ import annotations

import http.client

import pytest

from infra.backends.visit import get
from tests.faults import power
from tests.faults.conftest import Trial
from tests.faults.invariants import until

pytestmark = pytest.mark.timeout(2400)

SERVERS = {
    "siantar-1": "leader, edge, primary, registry",
    "siantar-2": "manager, edge, secondary",
    "siantar-3": "manager",
}


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: f"{server}, {SERVERS[server]}")
def test_power_is_cut_while_something_is_deployed(trial: Trial, server: str) -> None:
    """No site fails; the run ends and names what it could not do; once power is back the next one does it."""
    trial.change()
    with trial.visited(cut=True):
        with trial.running("up") as run:
            trial.wait_for_a_phase(run)
            power.cut(trial.city, server)
            ended = run.ended()
        trial.note(f"the run ended with {ended.code}")
        assert "Traceback" not in ended.said
        power.give(trial.city, server)
        trial.until_whole()
        trial.heals()


def test_all_servers_reboot_one_by_one(trial: Trial) -> None:
    """As an update of kernels would do it: each once the one before is back."""
    with trial.visited(cut=True):
        for server in SERVERS:
            power.cut(trial.city, server)
            power.give(trial.city, server)
            trial.until_whole()
    trial.stays()


def test_all_servers_reboot_at_once_and_there_is_no_registry(trial: Trial) -> None:
    """Services return from images that are there already, and no name ever shows another's site."""
    trial.on("siantar-1", "systemctl", "mask", "docker-registry")
    try:
        with trial.watched() as visits:
            power.cut(trial.city, *SERVERS)
            power.give(trial.city, *SERVERS)
            trial.until_whole()
        assert visits.strange == []
    finally:
        trial.on("siantar-1", "systemctl", "unmask", "docker-registry")
        trial.on("siantar-1", "systemctl", "start", "docker-registry")
    trial.stays()


def test_two_of_three_are_gone_for_a_while(trial: Trial) -> None:
    """Without a quorum nothing moves: what runs on the last server is served, for the rest a page says so."""
    left = "siantar-2"
    label = '{{index .Config.Labels "com.docker.swarm.service.name"}}'
    runs = trial.on(left, "sh", "-c", f"docker ps -q | xargs docker inspect -f '{label}'").split()
    hosts = {host for host in trial.titles if f"web-{host.partition('.')[0]}" in runs}
    trial.note(f"{len(hosts)} of {len(trial.titles)} sites have a task on the last one")
    with trial.watched() as visits:
        power.cut(trial.city, *(server for server in SERVERS if server != left))
        until(lambda: set(trial.served_by(left)) == hosts, "what runs there is served, and no more")
        for host in set(trial.titles) - hosts:
            answer = get(trial.address(left), host, ca_file=trial.told["ca_file"])
            assert answer.status == http.client.SERVICE_UNAVAILABLE
        power.give(trial.city, *(server for server in SERVERS if server != left))
        trial.until_whole()
    assert visits.strange == []
    trial.stays()
