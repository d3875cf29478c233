"""A part's route goes to every edge that stands, and an edge begins with the routes of all parts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from infra.backends import edge
from infra.backends.ssh import Connection
from infra.errors import KominfoError, Problem
from infra.providers.framework import Progress
from infra.providers.kominfo.edge import Edge
from infra.providers.kominfo.edge_route import EdgeRoute

SITES = [{"service": "web-dinkes", "host": "dinkes.kota.test", "aliases": [], "replicas": 2}]
ROUTE = {"city": "kota", "part": "dinkes", "sites": SITES}
SILENT = Progress("urn", "it")


@dataclass
class Edges:
    """Routes by the edge's name; ``dead`` ones cannot be reached. The real ones pass tests/contract/edge."""

    routes: dict[str, dict[str, Any]] = field(default_factory=lambda: {"satu": {}, "dua": {}})
    dead: set[str] = field(default_factory=set)

    def of(self, way: Connection) -> dict[str, Any]:
        if way.name in self.dead:
            raise KominfoError(Problem(way.name, "", "cannot be reached over ssh"))
        return self.routes[way.name]

    def put(self, way: Connection, part: str, sites: list[dict[str, Any]]) -> None:
        self.of(way)[part] = sites

    def drop(self, way: Connection, part: str) -> None:
        self.of(way).pop(part, None)

    def show(self, way: Connection, part: str) -> edge.Shown | None:
        found = self.of(way).get(part)
        return None if found is None else edge.Shown({"part": part, "sites": found})

    def fill(self, way: Connection, routes: dict[str, Any], keep: tuple[str, ...]) -> None:
        kept = {part: sites for part, sites in self.of(way).items() if part in keep}
        self.routes[way.name] = {**kept, **routes}

    def parts(self, way: Connection) -> frozenset[str]:
        return frozenset(self.of(way))


State = Callable[..., None]


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    """Writes the state of a part: ``stand("dinkes", ("EdgeRoute", inputs), …)``."""
    monkeypatch.setenv("KOMINFO_HOME", str(tmp_path))

    def write(part: str, *made: tuple[str, dict[str, Any]]) -> None:
        folder = tmp_path / "cities" / "kota" / "state" / ".pulumi" / "stacks" / "kominfo"
        folder.mkdir(parents=True, exist_ok=True)
        stack = {"urn": "urn:stack", "type": "pulumi:pulumi:Stack"}
        resources = [
            {"urn": f"urn:{kind}", "type": f"kominfo:index:{kind}", "id": "1", "inputs": inputs}
            for kind, inputs in made
        ]
        latest = {"resources": [stack, *resources]}
        (folder / f"kota.{part}.json").write_text(json.dumps({"checkpoint": {"latest": latest}}))

    return write


@pytest.fixture
def edges(stand: State, monkeypatch: pytest.MonkeyPatch) -> Edges:
    edges = Edges()
    for name in ("put", "drop", "show", "fill", "parts"):
        monkeypatch.setattr(edge, name, getattr(edges, name))
    stand("datacenter", *(("Edge", inputs(name)) for name in edges.routes))
    return edges


def inputs(name: str) -> dict[str, Any]:
    address = {"satu": "192.0.2.1", "dua": "192.0.2.2", "tiga": "192.0.2.3"}[name]
    way = {"address": address, "port": 22, "user": "kominfo"}
    return {"city": "kota", "server": name, "connection": way, "addresses": [address], "source": "1"}


def test_a_route_is_on_every_edge(edges: Edges) -> None:
    made, state = EdgeRoute().create(ROUTE, SILENT)
    assert edges.routes == {"satu": {"dinkes": SITES}, "dua": {"dinkes": SITES}}
    reading = EdgeRoute().read(made, state, ROUTE)
    assert reading
    assert reading.outputs == state
    edges.routes["dua"]["dinkes"] = []
    reading = EdgeRoute().read(made, state, ROUTE)
    assert reading
    assert [line[:7] for line in reading.outputs["drift"]] == ["dua: + "]
    EdgeRoute().delete(made, state, SILENT)
    assert edges.routes == {"satu": {}, "dua": {}}


def test_a_dead_edge_keeps_no_other_from_being_told(edges: Edges) -> None:
    for dead, living in (("satu", "dua"), ("dua", "satu")):
        edges.dead = {dead}
        edges.routes[living] = {}
        with pytest.raises(KominfoError, match=f"{dead}(.|\n)*cannot be reached"):
            EdgeRoute().create(ROUTE, SILENT)
        assert edges.routes[living] == {"dinkes": SITES}
        with pytest.raises(KominfoError, match="cannot be reached"):
            EdgeRoute().delete("kota/dinkes", {**ROUTE, "drift": []}, SILENT)
        assert edges.routes[living] == {}


def test_no_edge_at_all_is_said(stand: State) -> None:
    stand("datacenter")
    with pytest.raises(KominfoError, match=r"no edge stands(.|\n)*\./kominfo up kota datacenter"):
        EdgeRoute().create(ROUTE, SILENT)


def test_what_an_older_version_had_for_each_edge_is_left_to_its_successor(edges: Edges) -> None:
    EdgeRoute().create(ROUTE, SILENT)
    EdgeRoute().delete("kota/satu/dinkes", {**ROUTE, "server": "satu"}, SILENT)
    assert edges.routes["satu"] == edges.routes["dua"] == {"dinkes": SITES}


def test_a_new_edge_has_what_all_parts_lead_to(edges: Edges, stand: State) -> None:
    stand("dinkes", ("EdgeRoute", ROUTE))
    stand("dlh")  # it stands, and its state knows of no route yet
    edges.routes["tiga"] = {"lama": [], "dlh": [{"service": "web-dlh"}]}
    made, state = Edge().create(inputs("tiga"), SILENT)
    assert edges.routes["tiga"] == {"dinkes": SITES, "dlh": [{"service": "web-dlh"}]}
    assert state["drift"] == []
    reading = Edge().read(made, state, inputs("tiga"))
    assert reading
    assert reading.outputs["drift"] == []


def test_an_edge_that_lacks_a_part_or_has_one_too_many_says_so(edges: Edges, stand: State) -> None:
    stand("dinkes", ("EdgeRoute", ROUTE))
    edges.routes["satu"] = {"lama": []}
    reading = Edge().read("kota/satu", {**inputs("satu"), "drift": []}, inputs("satu"))
    assert reading
    assert reading.outputs["drift"] == ["+ dinkes", "- lama"]
    edges.dead = {"satu"}
    reading = Edge().read("kota/satu", {**inputs("satu"), "drift": []}, inputs("satu"))
    assert reading
    assert "cannot be reached" in reading.outputs["drift"][0]
