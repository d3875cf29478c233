"""Certificates: the authority is away or refuses, one is near its end, the store of one edge is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.backends.lab.daemon import docker_of_host
from infra.backends.lab.machine import machine_name
from infra.backends.visit import handshake
from tests.faults.authority import place, refusing
from tests.faults.conftest import Trial

pytestmark = pytest.mark.timeout(2400)

EDGE = "siantar-2"
CERTBOT = "/etc/letsencrypt"
RENEWAL = f"{CERTBOT}/renewal/city.conf"
DUE = "renew_before_expiry = 900 days"


def served(trial: Trial) -> bytes:
    told = trial.told
    address = next(edge["address"] for edge in told["edges"] if edge["name"] == EDGE)
    return handshake(address, told["sites"][0]["host"], told["ca_file"])[1]


@contextmanager
def due(trial: Trial) -> Iterator[None]:
    """While the body runs the edge's certificate is due; its timer waits: nobody renews but the test."""
    trial.on(EDGE, "systemctl", "stop", "certbot.timer")
    trial.on(EDGE, "sed", "-i", f"1i {DUE}", RENEWAL)
    try:
        yield
    finally:
        trial.on(EDGE, "sed", "-i", f"/^{DUE}$/d", RENEWAL)
        trial.on(EDGE, "systemctl", "start", "certbot.timer")


def renew(trial: Trial) -> bool:
    """What the timer does, now; whether it succeeded."""
    said = trial.on(EDGE, "sh", "-c", "systemctl start certbot.service && echo done || true")
    return said.strip() == "done"


@contextmanager
def barred(trial: Trial, *target: str) -> Iterator[None]:
    """What the edge sends to the authority goes elsewhere (iptables' words) while the body runs."""
    host, port = place(trial.story)
    table = ("-t", "nat") if "DNAT" in target else ()
    rule = ("OUTPUT", "-d", host, "-p", "tcp", "--dport", str(port), "-j", *target)
    trial.on(EDGE, "iptables", *table, "-I", *rule)
    try:
        yield
    finally:
        trial.on(EDGE, "iptables", *table, "-D", *rule)


def test_the_authority_is_away_when_a_certificate_is_due(trial: Trial) -> None:
    """The one there is goes on being served; the timer's next turn brings another."""
    before = served(trial)
    with trial.visited(), due(trial):
        with barred(trial, "REJECT"):
            assert not renew(trial)
            assert served(trial) == before
            trial.change()
            trial.do("up")
        assert renew(trial)
        assert served(trial) != before
    trial.heals()


def test_the_authority_says_too_many(trial: Trial) -> None:
    """One question a turn, and no other until the next: asking again is what limits are made against."""
    before = served(trial)
    with trial.visited(), due(trial), refusing(trial.story) as authority:
        with barred(trial, "DNAT", "--to-destination", f"{authority.host}:{authority.port}"):
            assert not renew(trial)
        assert authority.orders == 1
        assert served(trial) == before
    trial.heals()


def test_a_certificate_is_near_its_end(trial: Trial) -> None:
    """`verify` fails where fewer than 15 days are left, and says when it ends."""
    told = trial.told
    roots = Path(told["ca_file"])
    trusted = roots.read_text()
    domain = told["domain"]
    made = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 10 -subj /CN=hampir-habis"
        f" -addext subjectAltName=DNS:*.{domain},DNS:{domain} -keyout /run/k.pem -out /run/c.pem 2>/dev/null"
        " && cat /run/k.pem /run/c.pem > /etc/kominfo/edge/certs/city.pem && kominfo-edge activate"
    )
    with trial.visited():
        trial.on(EDGE, "openssl", "version")
        certificate = trial.on(EDGE, "sh", "-c", f"umask 027; {made.partition(' && ')[0]}; cat /run/c.pem")
        roots.write_text(trusted + certificate)
        trial.on(EDGE, "sh", "-c", made.partition(" && ")[2])
        ended = trial.kominfo("verify", "--quiet")
        assert ended.code == 1, ended.said
        assert f"{EDGE}: The edge presents a trusted certificate" in ended.said, ended.said
        assert "the certificate ends 20" in ended.said, ended.said
        assert trial.kominfo("drift", "datacenter").code == 2
        trial.heals()
        roots.write_text(trusted)
    trial.do("verify", "--quiet")


def test_the_store_of_an_edge_is_lost(trial: Trial) -> None:
    """The edge serves what it holds in memory; reading the world finds it, and one order brings another."""
    with trial.visited():
        trial.on(
            EDGE,
            "sh",
            "-c",
            f"rm -rf {CERTBOT}/live {CERTBOT}/archive {CERTBOT}/renewal /etc/kominfo/edge/certs/city.pem",
        )
        before = orders(trial)
        assert trial.kominfo("drift", "datacenter").code == 2
        trial.do("up")
        assert orders(trial) - before == 1
        trial.heals()


def orders(trial: Trial) -> int:
    """How many the lab's authority was ever asked for."""
    with docker_of_host("world") as host:
        world = host.containers.get(machine_name(trial.city, "world"))
        said: bytes = world.exec_run(["journalctl", "-u", "pebble", "-o", "cat"]).output
    return said.count(b"POST /order-plz")
