"""Who the edges are, and where the parts lead, as the states say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.engine import standing
from infra.home import CityHome

SITES = [{"service": "web-dinkes", "host": "dinkes.kota.test"}]


def state(city: CityHome, part: str, *resources: dict[str, Any]) -> None:
    folder = city.state / ".pulumi" / "stacks" / "kominfo"
    folder.mkdir(parents=True, exist_ok=True)
    latest = {"resources": [{"urn": "urn:stack", "type": "pulumi:pulumi:Stack"}, *resources]}
    (folder / f"{city.name}.{part}.json").write_text(json.dumps({"checkpoint": {"latest": latest}}))


def made(kind: str, **inputs: Any) -> dict[str, Any]:
    return {"urn": f"urn:{kind}", "type": f"kominfo:index:{kind}", "id": "1", "inputs": inputs}


@pytest.fixture
def city(tmp_path: Path) -> CityHome:
    return CityHome(tmp_path / "kota")


def test_nothing_stands_before_anything_is_up(city: CityHome) -> None:
    assert (standing.edges(city, "datacenter"), standing.routes(city), standing.parts(city)) == ((), {}, ())


def test_what_stands(city: CityHome) -> None:
    ways = {"satu": {"address": "192.0.2.1"}, "dua": {"address": "192.0.2.2"}}
    edges = [
        made("Edge", server=name, connection=way, addresses=[way["address"]]) for name, way in ways.items()
    ]
    state(city, "datacenter", *edges, made("Server", server="tiga"))
    state(city, "dinkes", made("EdgeRoute", part="dinkes", sites=SITES))
    state(city, "dlh")
    assert [(edge.name, edge.connection, edge.addresses) for edge in standing.edges(city, "datacenter")] == [
        ("dua", ways["dua"], ("192.0.2.2",)),
        ("satu", ways["satu"], ("192.0.2.1",)),
    ]
    assert standing.routes(city) == {"dinkes": SITES}
    assert standing.parts(city) == ("datacenter", "dinkes", "dlh")


def test_one_that_was_never_finished_is_none(city: CityHome) -> None:
    begun = {**made("Edge", server="satu", connection={}, addresses=[]), "id": ""}
    state(city, "datacenter", begun)
    assert standing.edges(city, "datacenter") == ()


def test_another_city_with_a_longer_name_is_another(city: CityHome) -> None:
    state(CityHome(city.root), "datacenter")
    folder = city.state / ".pulumi" / "stacks" / "kominfo"
    (folder / "kota.datacenter.json").rename(folder / "kota-lama.datacenter.json")
    assert standing.parts(city) == ()
