"""Every role run of a plan: checked on a bare server, applied, nothing left to do, changes by hand undone."""

from __future__ import annotations

from typing import Any

import pytest

from infra.backends.lab import SHORT_LIVED
from infra.backends.ssh import Connection, close
from infra.errors import KominfoError
from tests.conftest import BareServers, MakeWorld
from tests.support.role_steps import answer, apply
from tests.support.small_city import DOMAIN, SmallCity

BARE = ("adopt", "base", "ssh", "firewall", "docker")
ON_ONE = (*BARE, "swarm", "dns", "registry", "images", "postgres", "tls", "edge")
PLANNED = (
    *(f"{server}-{role}" for server in ("satu", "dua") for role in BARE),
    *(
        "satu-swarm",
        "dua-swarm",
        "satu-dns",
        "dua-dns",
        "satu-registry",
        "satu-images",
        "satu-postgres",
        "satu-tls",
        "satu-edge",
    ),
)


@pytest.fixture(scope="module")
def bare(bare_servers: BareServers) -> list[Connection]:
    return bare_servers(2)


@pytest.fixture(scope="module")
def small_city(bare: list[Connection], tmp_path_factory: pytest.TempPathFactory) -> SmallCity:
    city = bare[0].known_hosts.parent.parent.name
    return SmallCity.declare(tmp_path_factory.mktemp("stacks") / city, *bare)


def test_this_is_the_whole_plan(small_city: SmallCity) -> None:
    assert tuple(run.name for run in small_city.plan.datacenter.role_runs) == PLANNED


@pytest.mark.parametrize("role", ON_ONE)
def test_check_passes_on_a_bare_server(small_city: SmallCity, role: str) -> None:
    assert small_city.run(f"satu-{role}", check=True).changed


def test_a_bare_server_has_nothing_to_leave(bare: list[Connection]) -> None:
    assert apply(bare[0], "leave", check=True).changed == ()


@pytest.mark.parametrize("name", PLANNED)
def test_converge_then_nothing_left_to_change(
    small_city: SmallCity, name: str, bare: list[Connection], lab_world: MakeWorld
) -> None:
    if name == "satu-tls":
        lab_world(DOMAIN, bare)
        small_city.publish_records()
    assert small_city.run(name).changed
    assert small_city.run(name).changed == ()
    assert small_city.run(name, check=True).changed == ()


SWAP = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=palsu"
    " -keyout /tmp/k.pem -out /tmp/c.pem && cat /tmp/k.pem /tmp/c.pem > /etc/kominfo/edge/certs/city.pem"
)


@pytest.mark.parametrize(
    ("role", "by_hand"),
    [
        ("adopt", "echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHVua25vd24gdW5rbm93biB1bmtub3duIHVuazE= x' >> ~kominfo/.ssh/authorized_keys"),  # noqa: E501 - one line of a key file
        ("base", "systemctl mask chrony"),
        ("base", "echo kernel.pid_max=99 >> /etc/sysctl.d/60-kominfo.conf"),
        ("docker", "systemctl mask docker"),
        ("docker", "apt-mark unhold runc"),
        ("swarm", "docker node update --label-rm edge $(docker info --format '{{.Swarm.NodeID}}')"),
        ("dns", "echo '# by hand' >> /etc/knot/knot.conf"),
        ("dns", "systemctl disable --now knot"),
        ("dns", "systemctl mask --now knot; echo '# by hand' >> /etc/knot/knot.conf"),
        ("registry", "echo x:y >> /etc/docker/registry/htpasswd"),
        ("registry", "echo 'kominfo:$2y$05$salah' > /etc/docker/registry/htpasswd"),
        ("registry", "systemctl mask --now docker-registry"),
        ("postgres", "echo 'host all all all trust' >> /etc/postgresql/17/main/pg_hba.conf"),
        ("postgres", "echo fsync=off >> /etc/postgresql/17/main/conf.d/kominfo.conf"),
        ("postgres", "systemctl mask --now postgresql@17-main"),
        ("tls", "systemctl disable --now certbot.timer"),
        ("tls", SWAP),
        ("edge", "echo '# by hand' >> /etc/kominfo/edge/haproxy.cfg"),
        ("edge", "rm /usr/local/sbin/kominfo-edge"),
        ("edge", "systemctl disable --now kominfo-visits.socket"),
    ],
)  # fmt: skip
def test_a_change_by_hand_is_seen_and_undone(small_city: SmallCity, role: str, by_hand: str) -> None:
    answer(small_city.operator("satu"), by_hand)
    assert small_city.run(f"satu-{role}", check=True).changed
    small_city.run(f"satu-{role}")
    assert small_city.run(f"satu-{role}", check=True).changed == ()


@pytest.mark.parametrize(
    ("role", "broken", "said"),
    [
        ("dns", {"dns_domain": "kota..test"}, "dns"),
        ("registry", {"registry_certificate": "no certificate"}, "registry"),
        ("postgres", {"postgres_settings": {"shared_buffers": "much"}}, "postgres"),
        ("postgres", {"postgres_clients": ["somewhere else"]}, "postgres"),
    ],
)
def test_a_setting_its_own_program_refuses_is_never_put_in_place(
    small_city: SmallCity, role: str, broken: dict[str, Any], said: str
) -> None:
    with pytest.raises(KominfoError) as refused:
        small_city.run(f"satu-{role}", **broken)
    assert f"role {said}" in str(refused.value)
    assert small_city.run(f"satu-{role}").changed == (), "what was there still is"


def test_a_short_lived_certificate_is_renewed_by_the_timer_s_unit(
    small_city: SmallCity, bare: list[Connection], lab_world: MakeWorld
) -> None:
    """The authority is a new one, which never heard of the account that ordered the first certificate."""
    edge = small_city.operator("satu")
    lab_world(DOMAIN, bare, SHORT_LIVED)
    more = [*small_city.planned("satu-tls").variables["tls_names"], f"*.dinkes.{DOMAIN}"]
    assert small_city.run("satu-tls", tls_names=more).changed
    first = answer(edge, "cat /etc/kominfo/edge/certs/city.pem")
    assert answer(edge, "systemctl cat certbot.timer | grep -c OnCalendar").strip() == "1"
    answer(edge, "systemctl start certbot.service")
    renewed = answer(edge, "cat /etc/kominfo/edge/certs/city.pem")
    assert renewed != first
    assert answer(edge, "cat /etc/letsencrypt/live/city/fullchain.pem") in renewed
    assert small_city.run("satu-tls", tls_names=more).changed == ()


def test_a_wrong_token_joins_nothing_and_stays_secret(small_city: SmallCity) -> None:
    second = small_city.operator("dua")
    answer(second, "docker swarm leave")
    with pytest.raises(KominfoError, match="did not take this node") as refused:
        apply(second, "swarm", {**_join(small_city), "swarm_join_token": "SWMTKN-1-not-a-token"})
    assert "SWMTKN" not in str(refused.value)


def test_a_worker_joins_is_promoted_and_keeps_to_its_swarm(small_city: SmallCity) -> None:
    first, second = small_city.operator("satu"), small_city.operator("dua")
    node = small_city.run("dua-swarm").outputs["swarm_node_id"]
    spec = "docker node inspect -f '{{.Spec}}' " + str(node)
    assert answer(first, spec).strip() == "{{ map[]} worker active}"
    assert small_city.run("dua-swarm", swarm_kind="manager").changed
    assert "manager" in answer(first, "docker node inspect -f '{{.Spec.Role}}' " + str(node))
    with pytest.raises(KominfoError, match="is in another swarm already"):
        apply(second, "swarm", {**_join(small_city), "swarm_join_address": "192.0.2.1"})


NAMED = "knotc zone-read kota.test @ NS; knotc zone-read kota.test ns2 A"


def test_name_servers_come_and_go_in_the_zone(small_city: SmallCity) -> None:
    primary = small_city.operator("satu")
    servers = small_city.planned("satu-dns").variables["dns_name_servers"]
    before = answer(primary, NAMED)
    more = [*servers[:1], {"name": "ns3", "addresses": ["192.0.2.3", "2001:db8::3"]}]
    assert small_city.run("satu-dns", check=True, dns_name_servers=more).changed
    assert answer(primary, NAMED) == before
    assert small_city.run("satu-dns", dns_name_servers=more).changed
    assert small_city.run("satu-dns", dns_name_servers=more).changed == ()
    named = answer(primary, "knotc zone-read kota.test @ NS; knotc zone-read kota.test ns3")
    assert "ns2.kota.test." not in named
    assert "192.0.2.3" in named
    assert "2001:db8::3" in named
    assert "ns2.kota.test." not in answer(primary, "knotc zone-read kota.test")
    small_city.run("satu-dns")
    assert answer(primary, NAMED) == before


OURS = (
    "ls -d /etc/kominfo /var/lib/kominfo /usr/local/sbin/kominfo-* /etc/sudoers.d/kominfo /etc/knot/knot.conf"
    " 2>/dev/null; true"
)
DATA = (
    "docker volume ls -q; ls /var/lib/knot/kota.test.zone /etc/letsencrypt/live;"
    " ls /var/lib/docker-registry | head -1"
)


def test_a_server_let_go_keeps_packages_and_data_and_nothing_of_ours(
    small_city: SmallCity, bare: list[Connection]
) -> None:
    operator, root = small_city.operator("satu"), bare[0]
    answer(operator, "docker volume create berkas && dpkg-query -W > /root/packages")
    kept = answer(operator, DATA)
    assert "berkas" in kept
    assert "kota.test.zone" in kept
    assert apply(operator, "leave").changed
    for connection in (operator, root):
        close(connection)
    with pytest.raises(KominfoError, match="refuses our key"):
        answer(operator, "true")
    assert apply(root, "leave").changed == (), "root has its door again, and there is nothing left to do"
    assert answer(root, OURS) == ""
    assert answer(root, DATA) == kept
    answer(root, "dpkg-query -W | diff /root/packages -")
    assert answer(root, "docker info -f '{{.Swarm.LocalNodeState}}'").strip() == "inactive"
    assert "kominfo" not in answer(root, "nft list tables; systemctl list-unit-files; cat /etc/hosts")
    assert (
        answer(root, "systemctl is-active knot docker-registry certbot.timer; true").split()
        == ["inactive"] * 3
    )


def _join(small_city: SmallCity) -> dict[str, str]:
    token = small_city.outputs["satu-swarm"]["swarm_worker_token"]
    return {**small_city.planned("dua-swarm").variables, "swarm_join_token": token}
