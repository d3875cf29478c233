"""Standing servers are changed one after the other; new ones come up as on the first day."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from infra.model import City, DataCenter, load_city
from infra.plan import CityPlan, Control, plan_city
from infra.plan.role_run import RoleRun

DEMO = Path(__file__).resolve().parents[3] / "stacks" / "demo"
NOTHING = Control("ssh-ed25519 AAAA kominfo")
SERVERS = ("siantar-1", "siantar-2", "siantar-3")


@pytest.fixture(scope="module")
def city() -> City:
    return load_city(DEMO)


def standing(*servers: str, founder: str = "") -> Control:
    return replace(NOTHING, standing=frozenset(f"{name}-swarm" for name in servers), founder=founder)


def runs_of(plan: CityPlan) -> dict[str, RoleRun]:
    return {run.name: run for run in plan.datacenter.role_runs}


def followed(plan: CityPlan, name: str) -> set[str]:
    """All that ``name`` waits for, however far back."""
    runs = runs_of(plan)
    found: set[str] = set()
    left = [name]
    while left:
        for before in runs[left.pop()].after:
            if before not in found:
                found.add(before)
                left += [before] if before in runs else []
    return found


def without(city: City, name: str) -> City:
    servers = {key: server for key, server in city.datacenter.servers.items() if key != name}
    return City(city.name, city.folder, changed(city.datacenter, servers=servers), city.opds)


def changed(datacenter: DataCenter, **fields: object) -> DataCenter:
    return datacenter.model_copy(update=fields)


@pytest.mark.parametrize("control", [NOTHING, standing(*SERVERS), standing("siantar-1", "siantar-3")])
def test_whatever_stands_runs_follow_only_runs_before_them(city: City, control: Control) -> None:
    seen = {"records"}
    for run in plan_city(city, control).datacenter.role_runs:
        assert set(run.after) <= seen, run.name
        seen.add(run.name)


def test_a_first_creation_is_side_by_side(city: City) -> None:
    plan = plan_city(city, NOTHING)
    for server in SERVERS:
        assert followed(plan, f"{server}-docker") == {
            f"{server}-{layer}" for layer in ("adopt", "base", "ssh", "firewall")
        }
    assert not any("siantar-1-edge" in run.after for run in plan.datacenter.role_runs)


def test_standing_servers_are_changed_one_after_the_other(city: City) -> None:
    plan = plan_city(city, standing(*SERVERS))
    assert "siantar-1-docker" in followed(plan, "siantar-2-adopt")
    assert "siantar-2-docker" in followed(plan, "siantar-3-adopt")
    assert "siantar-3-docker" in followed(plan, "siantar-1-swarm")
    assert "siantar-3-swarm" in followed(plan, "siantar-1-dns")
    assert "siantar-2-dns" in followed(plan, "siantar-1-registry")
    assert "siantar-1-edge" in followed(plan, "siantar-2-tls")


def test_no_two_standing_servers_are_changed_at_once(city: City) -> None:
    plan = plan_city(city, standing(*SERVERS))
    runs = plan.datacenter.role_runs
    for number, run in enumerate(runs):
        for other in runs[number + 1 :]:
            assert run.name in followed(plan, other.name), f"{other.name} does not wait for {run.name}"


def test_order_is_all_that_standing_changes(city: City) -> None:
    """Else a second `up` would find something to do."""
    first, later = plan_city(city, NOTHING), plan_city(city, standing(*SERVERS, founder="siantar-1"))
    assert {name: replace(run, after=()) for name, run in runs_of(first).items()} == {
        name: replace(run, after=()) for name, run in runs_of(later).items()
    }


def test_a_new_server_waits_for_nobody_but_joins_last(city: City) -> None:
    plan = plan_city(city, standing("siantar-1", "siantar-3", founder="siantar-1"))
    assert not any(name.startswith(("siantar-1", "siantar-3")) for name in followed(plan, "siantar-2-docker"))
    assert "siantar-1-docker" in followed(plan, "siantar-3-adopt")
    assert "siantar-3-swarm" in runs_of(plan)["siantar-2-swarm"].after


def test_a_new_first_manager_joins_the_swarm_there_is(city: City) -> None:
    """Beginning another one would split the city."""
    plan = plan_city(city, standing("siantar-2", "siantar-3"))
    actions = {
        run.server: run.variables["swarm_action"] for run in runs_of(plan).values() if run.layer == "swarm"
    }
    assert actions == {"siantar-1": "join", "siantar-2": "init", "siantar-3": "join"}
    assert [one.name for one in plan.managers] == ["siantar-2", "siantar-3", "siantar-1"]
    settled = plan_city(city, standing(*SERVERS, founder="siantar-2"))
    assert replace(runs_of(settled)["siantar-1-swarm"], after=()) == replace(
        runs_of(plan)["siantar-1-swarm"], after=()
    )


def test_only_the_engines_own_role_moves_containers_away(city: City) -> None:
    runs = plan_city(city, standing(*SERVERS)).datacenter.role_runs
    assert {run.layer for run in runs if run.drain is not None} == {"docker"}
    assert runs_of(plan_city(city, NOTHING))["siantar-2-docker"].drain == (
        "siantar-1",
        "siantar-3",
        "siantar-2",
    )


def test_a_sole_edge_is_not_drained(city: City) -> None:
    plan = plan_city(without(city, "siantar-2"), NOTHING)
    assert runs_of(plan)["siantar-1-docker"].drain == ()
    assert runs_of(plan)["siantar-3-docker"].drain == ("siantar-1", "siantar-3")


def test_a_forgotten_server_is_nobodys_peer(city: City) -> None:
    said = repr(plan_city(without(city, "siantar-2"), standing("siantar-1", "siantar-3")))
    assert "172.30.77.12" not in said
    assert "siantar-2" not in said
