"""Faults of what serves: a bad release under load, an edge that dies or is given nonsense, a greedy site."""

from __future__ import annotations

import http.client
import json

import pytest

from tests.e2e.test_story import BAD_RELEASES, ERRORS, SITE
from tests.faults.conftest import Trial
from tests.faults.visitors import Visits

pytestmark = pytest.mark.timeout(2400)

GREEDY = "head -c 300M /dev/zero | tail -c 300M >/dev/null"  # tail keeps it all in memory


@pytest.mark.parametrize("bad", BAD_RELEASES)
def test_a_bad_release(trial: Trial, bad: str) -> None:
    """One that never gets healthy meets no visitor. Errors of one that does are over when `up` ends."""
    line, words = BAD_RELEASES[bad]
    web = trial.story.folder / "dinkes" / "web"
    good = (web / "Dockerfile").read_text()
    (web / "Dockerfile").write_text(f"{good}\n{line}\n")
    (web / "errors.conf").write_text(ERRORS)
    try:
        with trial.watched() as visits:
            ended = trial.kominfo("up", "dinkes")
        assert ended.code == 1
        for said in words:
            assert said.replace(SITE, host(trial, "dinkes")) in ended.said, ended.said
    finally:
        (web / "Dockerfile").write_text(good)
        (web / "errors.conf").unlink()
    assert visits.strange == []
    assert visits.cut == []
    met = [one for one in visits.failed if one.status != http.client.INTERNAL_SERVER_ERROR]
    assert met == [], [str(one) for one in met]
    errors = {one.host for one in visits.failed}
    assert errors <= ({host(trial, "dinkes")} if "visitors" in bad else set()), errors
    if visits.failed:
        trial.note(f"errors for {visits.failed[-1].at - visits.failed[0].at:.0f} s")
    with trial.visited():
        trial.heals()


def host(trial: Trial, opd: str) -> str:
    found: str = next(site["host"] for site in trial.told["sites"] if site["opd"] == opd)
    return found


def container(trial: Trial, server: str, label: str) -> str:
    """The id of the container with that label on that server; empty when there is none."""
    return trial.on(server, "docker", "ps", "-q", "--no-trunc", "--filter", f"label={label}").strip()


def test_an_edge_crashes(trial: Trial) -> None:
    """Visitors take the other one until the swarm has started it again."""
    with trial.visited(cut=True):
        trial.on("siantar-1", "docker", "kill", container(trial, "siantar-1", "kominfo.role=edge"))
        trial.until_whole()
    trial.stays()


def test_an_edge_is_given_nonsense(trial: Trial) -> None:
    """What does not hold is refused in a sentence and never loaded; repair is the next `up`."""
    stolen = {
        "part": "palsu",
        "sites": [
            {"service": "web-palsu", "host": host(trial, "dinkes"), "aliases": [], "replicas": 1},
        ],
    }
    config = "/etc/kominfo/edge/haproxy.cfg"
    with trial.visited():
        told = trial.on(
            "siantar-1",
            "sh",
            "-c",
            "kominfo-edge put palsu 2>&1; echo exit $?",
            stdin=json.dumps(stolen).encode(),
        )
        assert "already belongs to" in told
        assert "exit 1" in told
        trial.on("siantar-1", "sed", "-i", "$a nonsense of no section", config)
        told = trial.on("siantar-1", "sh", "-c", "kominfo-edge activate 2>&1; echo exit $?")
        assert "exit 1" in told
        trial.change()
        assert trial.kominfo("drift", "datacenter").code == 2
        trial.heals()


def test_a_site_takes_more_memory_than_it_may(trial: Trial) -> None:
    """Its own task dies and comes back, the other one serves meanwhile; neighbours feel nothing."""
    server = next(
        name for name in trial.story.city.datacenter.servers if site_task(trial, name, "web-dinkes")
    )
    neighbours = [host for host in trial.titles if not host.startswith("dinkes.")]
    with trial.visited() as calm:
        trial.on("siantar-1", "sleep", "20")
    with trial.visited() as visits:
        task = site_task(trial, server, "web-dinkes")
        told = trial.on(
            server, "sh", "-c", f"docker exec {task} /bin/busybox sh -c '{GREEDY}' 2>&1; echo exit $?"
        )
        assert "exit 0" not in told, "it got what it may not have"
        trial.on("siantar-1", "sleep", "20")
        trial.until_whole()
    trial.note(f"neighbours' p99 {p99(visits, neighbours):.2f} s, calm {p99(calm, neighbours):.2f} s")
    trial.stays()


def site_task(trial: Trial, server: str, service: str) -> str:
    return container(trial, server, f"com.docker.swarm.service.name={service}")


def p99(visits: Visits, hosts: list[str]) -> float:
    seconds = sorted(one.seconds for one in visits.of(*hosts))
    return seconds[int(len(seconds) * 0.99) - 1]
