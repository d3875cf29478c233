"""Databases as they are planned: where, of whom, and how much of a server they take."""

from __future__ import annotations

import shutil
from ipaddress import IPv4Address
from pathlib import Path

from infra.home import CHECKOUT
from infra.model import Server, load_city
from infra.model.kinds import MEBIBYTE
from infra.model.server import Role
from infra.plan import CityPlan, Control, plan_city
from infra.plan.databases import settings
from infra.plan.ground import ground

DEMO = CHECKOUT / "stacks" / "demo"
APP = """\
opd: dishub
name: Dinas Perhubungan
sites:
  - label: parkir.dishub
    image: registry.test/parkir@sha256:{0}
    database: {{connections: 7, migrate: [migrate, --noinput]}}
"""


def planned(tmp_path: Path, text: str = APP.format("0" * 64)) -> CityPlan:
    folder = tmp_path / "demo"
    shutil.copytree(DEMO, folder)
    datacenter = folder / "datacenter.yaml"
    nested = "tls:\n  extra_names: [parkir.dishub]\n"
    datacenter.write_text(datacenter.read_text().replace("tls:\n", nested))
    (folder / "dishub.yaml").write_text(text)
    return plan_city(load_city(folder), Control("ssh-ed25519 AAAA kominfo"))


def test_an_app_gets_a_database_of_its_own_and_the_way_there_alone(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    (service,) = plan.part("dishub").services
    assert service.database is not None
    assert (service.database.name, service.database.server) == ("web_parkir_dishub", "siantar-3")
    assert service.database.migrate == ("migrate", "--noinput")
    assert service.egress_label == "172.30.77.13:5432"
    assert service.secrets == (service.app_key,) == ("web_parkir_dishub_key",)
    assert all(not one.database and one.egress_label == "none" for one in plan.part("dinkes").services)


def test_a_part_runs_again_when_the_server_of_its_database_moves(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    assert [row[0] for row in ground(plan, "dishub")["servers"]] == ["siantar-1", "siantar-2", "siantar-3"]


def test_its_server_shows_a_certificate_for_its_address(tmp_path: Path) -> None:
    (wanted,) = [one for one in planned(tmp_path).datacenter.certificates if one.name == "postgres-siantar-3"]
    assert wanted.names == ("172.30.77.13",)


def test_every_other_server_of_the_swarm_may_connect(tmp_path: Path) -> None:
    runs = planned(tmp_path).datacenter.role_runs
    (postgres,) = [one.variables for one in runs if one.role == "postgres"]
    assert postgres["postgres_clients"] == ["172.30.77.11", "172.30.77.12"]
    firewalls = [one.variables for one in runs if one.role == "firewall"]
    assert [one["firewall_holds_databases"] for one in firewalls] == [False, False, True]
    assert {tuple(one["firewall_databases"]) for one in firewalls} == {("172.30.77.13",)}


def server(memory: int, *roles: Role) -> Server:
    address = IPv4Address("203.0.113.9")
    return Server(name="satu", address=address, public=(address,), memory=memory * MEBIBYTE, roles=roles)


def test_it_takes_a_quarter_beside_sites_and_most_of_a_server_of_its_own() -> None:
    beside, alone = settings(server(4096, "manager", "database")), settings(server(4096, "database"))
    assert (beside["shared_buffers"], beside["effective_cache_size"]) == ("341MB", "682MB")
    assert (alone["shared_buffers"], alone["effective_cache_size"]) == ("1024MB", "2048MB")
    assert settings(server(512, "worker", "database"))["work_mem"] == "2MB", "never less than it needs"
    assert settings(server(65536, "database"))["maintenance_work_mem"] == "512MB"


def test_each_three_mebibytes_of_its_share_let_one_in() -> None:
    beside, alone = server(8192, "worker", "database"), server(8192, "database")
    assert [settings(one)["max_connections"] for one in (beside, alone)] == ["682", "2048"]
