"""The plan of the demo city: pure, complete, and in an order that can be carried out."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from infra.model import City, Site, load_city
from infra.model.runtime import Volume
from infra.model.tenant import Tenant
from infra.plan import CityPlan, Control, plan_city
from infra.plan.online import wanted
from infra.plan.outputs import city_outputs
from infra.plan.refs import Ref, refs_in
from infra.plan.services import before, in_turn, web_service

DEMO = Path(__file__).resolve().parents[3] / "stacks" / "demo"
CONTROL = Control("ssh-ed25519 AAAA kominfo", "https://acme.test/dir", "PEM", {"ssh": "abc"})


@pytest.fixture(scope="module")
def city() -> City:
    return load_city(DEMO)


@pytest.fixture(scope="module")
def plan(city: City) -> CityPlan:
    return plan_city(city, CONTROL)


def test_planning_is_pure(city: City, plan: CityPlan) -> None:
    assert plan_city(city, CONTROL) == plan


def test_runs_follow_only_runs_before_them(plan: CityPlan) -> None:
    seen = {"records"}
    for run in plan.datacenter.role_runs:
        assert set(run.after) <= seen, run.name
        seen.add(run.name)


def test_runs_on_one_server_never_overlap(plan: CityPlan) -> None:
    last: dict[str, str] = {}
    for run in plan.datacenter.role_runs:
        if run.server in last:
            assert last[run.server] in run.after, run.name
        last[run.server] = run.name


def test_servers_join_one_by_one(plan: CityPlan) -> None:
    joins = [run for run in plan.datacenter.role_runs if run.variables.get("swarm_action") == "join"]
    assert [run.server for run in joins] == ["siantar-2", "siantar-3"]
    assert joins[1].after[-1] == joins[0].name


def test_certificates_wait_for_every_name_server(plan: CityPlan) -> None:
    for run in plan.datacenter.role_runs:
        if run.role == "tls":
            assert {"records", "siantar-2-dns"} <= set(run.after)


def test_every_reference_has_something_to_refer_to(plan: CityPlan) -> None:
    names = {
        "key": set(plan.datacenter.keys),
        "certificate": {certificate.name for certificate in plan.datacenter.certificates},
        "role": {run.name for run in plan.datacenter.role_runs},
    }
    refs = [ref for run in plan.datacenter.role_runs for ref in refs_in(run.secrets)]
    assert refs
    for ref in refs:
        assert ref.name in names[ref.kind], ref


def test_secrets_are_references_not_values(plan: CityPlan) -> None:
    """Nothing in the clear variables refers to a secret: they may be shown and stored."""
    for run in plan.datacenter.role_runs:
        assert not list(refs_in(run.variables)), run.name
        json.dumps(run.variables)


def test_only_a_secondary_gets_no_update_key(plan: CityPlan) -> None:
    (secondary,) = [run for run in plan.datacenter.role_runs if run.name == "siantar-2-dns"]
    assert [key["may"] for key in secondary.secrets["dns_keys"]] == ["transfer"]


def test_only_edges_and_name_servers_are_public(plan: CityPlan) -> None:
    public = {
        run.server: [item["port"] for item in run.variables["firewall_public"]]
        for run in plan.datacenter.role_runs
        if run.role == "firewall"
    }
    assert public == {"siantar-1": [80, 443, 53, 53], "siantar-2": [80, 443, 53, 53], "siantar-3": []}


def test_the_edge_network_is_in_the_pool_and_ends_it(city: City, plan: CityPlan) -> None:
    network = plan.datacenter.network
    assert (network.subnet, network.gateway) == ("10.23.240.0/20", "10.23.240.1")
    assert ip_network(network.subnet).subnet_of(city.datacenter.overlay_pool)


def test_a_site_is_a_cname_to_the_edge(plan: CityPlan) -> None:
    records = {record.name: record for record in plan.part("dinkes").records}
    assert set(records) == {"dinkes", "kesehatan"}
    assert records["dinkes"].type == "CNAME"
    assert records["dinkes"].values == ("edge.pematangsiantar.test.",)


def test_a_tenant_is_published_like_a_label_and_answered_by_its_site(city: City) -> None:
    opd, *others = city.opds
    tenants = (Tenant(label="pkm-satu", name="Puskesmas Satu"), Tenant(label="pkm-dua", name="Puskesmas Dua"))
    site = opd.sites[0].model_copy(update={"tenants": tenants, "environment": {"TZ": "Asia/Jakarta"}})
    changed = replace(city, opds=(opd.model_copy(update={"sites": (site,)}), *others))
    plan = plan_city(changed, CONTROL)
    part = plan.part(opd.opd)
    edge = (f"edge.{plan.domain}.",)
    assert {record.name: record.values for record in part.records}["pkm-satu"] == edge
    (service,) = part.services
    hosts = [f"pkm-satu.{plan.domain}", f"pkm-dua.{plan.domain}"]
    assert service.hosts == (service.host, *hosts)
    assert service.route["tenants"] == hosts
    assert service.environment == {
        "HOSTS": ",".join([service.host, *hosts]),
        "TENANTS": json.dumps(
            [
                {"host": hosts[0], "name": "Puskesmas Satu"},
                {"host": hosts[1], "name": "Puskesmas Dua"},
            ]
        ),
        "TZ": "Asia/Jakarta",
    }
    assert {one["host"] for one in city_outputs(plan, [])["sites"]} >= {service.host, *hosts}
    assert set(hosts) <= set(wanted(plan, ()).hosts)


def test_a_site_without_tenants_is_told_nothing_of_hosts(plan: CityPlan) -> None:
    for part in plan.parts:
        for service in part.services:
            assert "HOSTS" not in service.environment
            assert "tenants" not in service.route


def test_sites_that_are_alike_share_a_repository_and_are_told_whose_they_are(city: City) -> None:
    digest = f"sha256:{'7' * 64}"
    opd, *others = city.opds
    sites = (
        opd.sites[0],
        Site(label="pkm.satu", name="Puskesmas Satu", like=opd.sites[0].label, release=digest),
    )
    changed = replace(city, opds=(opd.model_copy(update={"sites": sites}), *others))
    model, alike = plan_city(changed, CONTROL).part(opd.opd).services
    assert (alike.like, alike.repository, alike.pinned) == (model.name, model.repository, digest)
    host = f"pkm.satu.{city.datacenter.domain}"
    assert alike.environment == {"SITE_NAME": "Puskesmas Satu", "SITE_HOST": host}
    assert "SITE_NAME" not in model.environment


def test_a_pilot_is_exchanged_first_and_those_like_it_a_few_at_a_time(city: City) -> None:
    opd = city.opds[0]
    alike = tuple(Site(label=f"pkm-{number}", like=opd.sites[0].label) for number in range(1, 8))
    changed = replace(city, opds=(opd.model_copy(update={"sites": (*alike, opd.sites[0])}), *city.opds[1:]))
    services = plan_city(changed, CONTROL).part(opd.opd).services
    model, *followers = in_turn(services)
    assert (model.like, before(model, services)) == ("", ())
    earlier = [before(one, services) for one in followers]
    assert earlier == [(model.name,)] * 4 + [("web-pkm-1",), ("web-pkm-2",), ("web-pkm-3",)]


def test_the_city_s_look_goes_into_the_base_images(city: City) -> None:
    plan = plan_city(city, replace(CONTROL, look=":root {}"))
    (images,) = [run for run in plan.datacenter.role_runs if run.role == "images"]
    assert images.variables["images_look"] == ":root {}"


def test_shared_files_let_a_release_begin_before_the_former_one_ends(city: City) -> None:
    site = city.opds[0].sites[0]
    for shared in (False, True):
        volume = Volume(path="/data", server="siantar-3", shared=shared)
        service = web_service(site.model_copy(update={"volume": volume}), "kota.test", None)
        assert (service.volume_shared, service.spreads) == (shared, False)


def test_a_name_with_other_data_gets_addresses(city: City) -> None:
    """A CNAME may not stand beside other data (RFC 1034 §3.6.2)."""
    record = city.datacenter.dns.records[0].model_copy(update={"name": "dinkes"})
    dns = city.datacenter.dns.model_copy(update={"records": (record,)})
    datacenter = city.datacenter.model_copy(update={"dns": dns})
    changed = City(city.name, city.folder, datacenter, city.opds)
    records = plan_city(changed, CONTROL).part("dinkes").records
    assert [(item.name, item.type) for item in records] == [("dinkes", "A"), ("kesehatan", "CNAME")]


def test_a_role_is_run_again_when_its_files_change(plan: CityPlan) -> None:
    sources = {run.role: run.source for run in plan.datacenter.role_runs}
    assert sources["ssh"] == "abc"


def test_outputs_are_what_programs_were_promised(plan: CityPlan) -> None:
    found = city_outputs(plan, ["1 2 3"])
    assert set(found) >= {"city", "domain", "ca_file", "servers", "nameservers", "edges", "sites"}
    assert found["nameservers"][0] == {
        "name": "ns1.pematangsiantar.test",
        "address": "172.30.77.11",
        "port": 53,
    }
    assert found["registrar"]["ds"] == ["1 2 3"]
    assert {site["opd"] for site in found["sites"]} == {part.part for part in plan.parts}


def test_a_reference_is_plain_data() -> None:
    assert asdict(Ref("key", "a")) == {"kind": "key", "name": "a", "field": "value"}
    assert list(refs_in({"a": [Ref("key", "x")], "b": (Ref("role", "y"), 1)})) == [
        Ref("key", "x"),
        Ref("role", "y"),
    ]
