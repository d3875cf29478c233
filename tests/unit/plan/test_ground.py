"""What of the data center's declaration makes a part run again, and that an edge does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from infra.home import CHECKOUT
from infra.model import load_city
from infra.plan import CityPlan, Control, plan_city
from infra.plan.ground import ground

DEMO = CHECKOUT / "stacks" / "demo"
Change = Callable[[str], str]


@pytest.fixture
def planned(tmp_path: Path) -> Callable[[Change], CityPlan]:
    def plan(change: Change) -> CityPlan:
        folder = tmp_path / "demo"
        if not folder.exists():
            folder.symlink_to(DEMO)
        text = change((DEMO / "datacenter.yaml").read_text())
        return plan_city(load_city(folder, instead={"datacenter": text}), Control("ssh-ed25519 AAAA kominfo"))

    return plan


def edge_moved(text: str) -> str:
    first, second = "roles: [manager, edge, dns-secondary]", "roles: [manager, database]"
    assert first in text
    assert second in text
    moved = text.replace(second, "roles: [manager, edge, database]")
    return moved.replace(first, "roles: [manager, dns-secondary]")


def test_an_edge_that_moves_is_nothing_to_a_part(planned: Callable[[Change], CityPlan]) -> None:
    before, after = planned(lambda text: text), planned(edge_moved)
    assert before.holding("edge") != after.holding("edge")
    for part in before.parts:
        assert ground(before, part.part) == ground(after, part.part)


@pytest.mark.parametrize(
    ("this", "that"),
    [
        ("domain: pematangsiantar.test", "domain: siantar.test"),
        ("172.30.77.11", "172.30.77.21"),
        ("registry, build]", "registry]"),
    ],
)
def test_what_a_part_is_made_with_is_something(
    planned: Callable[[Change], CityPlan], this: str, that: str
) -> None:
    def change(text: str) -> str:
        assert this in text
        changed = text.replace(this, that)
        return (
            changed.replace("[manager, database]", "[manager, build, database]")
            if "build" in this
            else changed
        )

    before, after = planned(lambda text: text), planned(change)
    assert ground(before, "dinkes") != ground(after, "dinkes")


def test_the_server_where_records_are_published_is_something(planned: Callable[[Change], CityPlan]) -> None:
    def primary_apart(address: str) -> Change:
        server = f"  siantar-4:\n    address: {address}\n    public: [172.30.77.14]\n    memory: 4G\n"
        roles = "    roles: [dns-primary]\ndns:\n"
        return lambda text: text.replace(" dns-primary,", "").replace("dns:\n", f"{server}{roles}", 1)

    before, after = planned(primary_apart("172.30.77.14")), planned(primary_apart("172.30.77.15"))
    assert before.name_servers == after.name_servers
    assert ground(before, "dinkes") != ground(after, "dinkes")
