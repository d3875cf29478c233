"""The world outside the lab: a recursor that knows the city, an ACME authority whose roots are gathered."""

from __future__ import annotations

import base64
import json
import ssl
import urllib.request
from datetime import timedelta
from pathlib import Path

import dns.message
import dns.query
import dns.rcode
import pytest
from cryptography import x509

from infra.backends import lab, ssh
from infra.backends.lab.daemon import docker_of_host
from infra.backends.lab.machine import machine_name
from infra.backends.ssh import Connection
from tests.conftest import BareServers, MakeWorld
from tests.support.lab import TestNetwork

DOMAIN = "pematangsiantar.test"
ZONE = """
$TTL 60
@ SOA ns1 admin 1 60 60 60 60
@ NS ns1
ns1 A 192.0.2.53
www A 192.0.2.80
"""
SECRET = base64.b64encode(b"only for this one test's zone...").decode()
KNOT = f"""server:
    listen: 0.0.0.0@53
key:
  - id: acme
    algorithm: hmac-sha256
    secret: {SECRET}
acl:
  - id: acme
    key: acme
    action: update
zone:
  - domain: {DOMAIN}
    file: /var/lib/knot/zone
    acl: acme
"""
CREDENTIALS = f"""dns_rfc2136_server = 127.0.0.1
dns_rfc2136_name = acme.
dns_rfc2136_secret = {SECRET}
dns_rfc2136_algorithm = HMAC-SHA256
"""


@pytest.fixture(scope="module")
def name_server(bare_servers: BareServers) -> Connection:
    """A real name server of the city."""
    (server,) = bare_servers(1)
    script = (
        "apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends knot"
    )
    assert ssh.run(server, ["sh", "-c", script], timeout=300).returncode == 0
    ssh.run(server, ["tee", "/var/lib/knot/zone"], stdin=ZONE.encode())
    ssh.run(server, ["tee", "/etc/knot/knot.conf"], stdin=KNOT.encode())
    assert ssh.run(server, ["systemctl", "restart", "knot"]).returncode == 0
    return server


def ask(world: lab.World, name: str) -> dns.message.Message:
    return dns.query.udp(dns.message.make_query(name, "A"), str(world.recursor), timeout=10)


def test_the_recursor_asks_the_citys_name_servers_past_a_dead_one(
    name_server: Connection, lab_world: MakeWorld
) -> None:
    dead = Connection("192.0.2.1", 22, "root", Path(), Path())
    world = lab_world(DOMAIN, [dead, name_server])
    (answer,) = ask(world, f"www.{DOMAIN}").answer
    assert answer[0].to_text() == "192.0.2.80"


def test_a_new_record_is_seen_at_once(name_server: Connection, lab_world: MakeWorld) -> None:
    """Also one that was asked for before it was there, as an ACME challenge is."""
    world = lab_world(DOMAIN, [name_server])
    assert ask(world, f"new.{DOMAIN}").rcode() == dns.rcode.NXDOMAIN
    changes = [["zone-begin", DOMAIN], ["zone-set", DOMAIN, "new", "60", "A", "192.0.2.81"]]
    for change in [*changes, ["zone-commit", DOMAIN]]:
        assert ssh.run(name_server, ["knotc", *change]).returncode == 0
    (answer,) = ask(world, f"new.{DOMAIN}").answer
    assert answer[0].to_text() == "192.0.2.81"


def test_no_other_name_is_looked_up(name_server: Connection, lab_world: MakeWorld) -> None:
    world = lab_world(DOMAIN, [name_server])
    assert ask(world, "debian.org").rcode() == dns.rcode.REFUSED


def test_the_authority_answers_behind_a_door_of_the_labs_ca(
    name_server: Connection, lab_world: MakeWorld
) -> None:
    world = lab_world(DOMAIN, [name_server])
    trust = ssl.create_default_context(cadata=world.acme_ca_pem)
    with urllib.request.urlopen(world.acme_url, context=trust, timeout=10) as answer:  # noqa: S310 - our own https door
        directory = json.load(answer)
    assert directory["newOrder"].startswith(f"https://{world.recursor}:")


def test_a_stopped_world_comes_back_and_its_new_root_joins_the_old(
    name_server: Connection, lab_world: MakeWorld, lab_network: TestNetwork
) -> None:
    world = lab_world(DOMAIN, [name_server])
    before = world.roots_file.read_text()
    assert lab_world(DOMAIN, [name_server]) == world
    assert world.roots_file.read_text() == before, "the same start has the same root"
    with docker_of_host("world") as host:
        container = host.containers.get(machine_name(lab_network.city, "world"))
        container.stop()
        assert lab_world(DOMAIN, [name_server]) == world
        assert host.containers.get(str(container.name)).id == container.id, "started, not made anew"
    after = world.roots_file.read_text()
    assert after.startswith(before)
    assert after.count("BEGIN CERTIFICATE") == before.count("BEGIN CERTIFICATE") + 1


def test_certificates_last_as_long_as_asked_and_a_gathered_root_vouches_for_them(
    name_server: Connection, lab_world: MakeWorld
) -> None:
    world = lab_world(DOMAIN, [name_server], lifetime=lab.SHORT_LIVED)
    packages = ["certbot", "python3-certbot-dns-rfc2136"]
    install = [
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qy",
        "install",
        "--no-install-recommends",
    ]
    assert ssh.run(name_server, [*install, *packages], timeout=300).returncode == 0
    ssh.run(name_server, ["tee", "/root/acme.pem"], stdin=world.acme_ca_pem.encode())
    ssh.run(
        name_server, ["install", "-m", "600", "/dev/stdin", "/root/rfc2136.ini"], stdin=CREDENTIALS.encode()
    )
    order = ["certbot", "certonly", "--non-interactive", "--agree-tos", "--register-unsafely-without-email"]
    order += ["--dns-rfc2136", "--dns-rfc2136-credentials", "/root/rfc2136.ini"]
    order += ["--dns-rfc2136-propagation-seconds", "1", "--server", world.acme_url, "-d", f"*.{DOMAIN}"]
    done = ssh.run(name_server, ["env", "REQUESTS_CA_BUNDLE=/root/acme.pem", *order], timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    chain = x509.load_pem_x509_certificates(
        ssh.run(name_server, ["cat", f"/etc/letsencrypt/live/{DOMAIN}/fullchain.pem"]).stdout
    )
    lasts = chain[0].not_valid_after_utc - chain[0].not_valid_before_utc
    assert abs(lasts - lab.SHORT_LIVED) <= timedelta(seconds=1)
    roots = x509.load_pem_x509_certificates(world.roots_file.read_bytes())
    issuers = {root.subject: root for root in roots}
    chain[0].verify_directly_issued_by(chain[1])
    chain[1].verify_directly_issued_by(issuers[chain[1].issuer])
