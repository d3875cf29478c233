"""kominfo-edge: what it serves, what it renders, and that a refusal leaves the live generation alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.roles.edge_program import edge_program, route


@pytest.fixture
def edge(tmp_path: Path) -> Any:
    """An edge on empty folders; nobody listens on its sockets, so nothing is reloaded."""
    return edge_program.Edge(tmp_path, tmp_path, image="none", label="none")


@pytest.fixture
def accepting(monkeypatch: pytest.MonkeyPatch) -> None:
    """HAProxy takes every configuration."""
    monkeypatch.setattr(edge_program, "validate", lambda *_: None)


def live(edge: Any) -> dict[str, str]:
    return {path.name: path.read_text() for path in edge.live.iterdir()}


@pytest.mark.parametrize(
    ("other", "noun"),
    [
        ({"service": "web-lain"}, "host dinkes.kota.test"),
        (
            {"service": "web-lain", "host": "lain.kota.test", "aliases": ["dinkes.kota.test"]},
            "host dinkes.kota.test",
        ),
        ({"host": "lain.kota.test"}, "service web-dinkes"),
    ],
)
def test_what_another_part_owns_is_refused_naming_it(
    edge: Any, accepting: None, other: dict[str, Any], noun: str
) -> None:
    edge_program.put(edge, "dinkes", json.dumps(route()))
    before = live(edge)
    with pytest.raises(edge_program.RefusedError) as refusal:
        edge_program.put(edge, "lain", json.dumps(route("lain", **other)))
    assert str(refusal.value) == f"{noun} of part lain already belongs to part dinkes."
    assert live(edge) == before
    assert edge_program.show(edge, "lain") is None


def test_what_haproxy_reads(edge: Any, accepting: None) -> None:
    edge_program.put(edge, "dinkes", json.dumps(route(aliases=["kesehatan.kota.test"])))
    files = live(edge)
    assert files["dinkes.cfg"] == (
        "backend web-dinkes\n"
        "  http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host dinkes.kota.test\n"
        "  server-template s 6 tasks.web-dinkes:8080 tcp-ut 250ms\n"
    )
    assert files["hosts.map"] == "dinkes.kota.test web-dinkes\n"
    assert files["aliases.map"] == "kesehatan.kota.test dinkes.kota.test\n"


def test_tenants_lead_to_the_service_of_their_site(edge: Any, accepting: None) -> None:
    tenants = ["kel-melayu.kota.test", "kel-teladan.kota.test"]
    edge_program.put(edge, "dinkes", json.dumps(route(tenants=tenants)))
    assert live(edge)["hosts.map"] == (
        "dinkes.kota.test web-dinkes\nkel-melayu.kota.test web-dinkes\nkel-teladan.kota.test web-dinkes\n"
    )
    assert live(edge)["dinkes.cfg"].count("backend ") == 1
    assert list(edge_program.show(edge, "dinkes")["route"]["sites"][0]["tenants"]) == tenants
    other = route("lain", service="web-lain", host="lain.kota.test", tenants=tenants[:1])
    with pytest.raises(edge_program.RefusedError, match=r"host kel-melayu\.kota\.test of part lain already"):
        edge_program.put(edge, "lain", json.dumps(other))


def test_a_site_without_tenants_is_told_as_it_ever_was(edge: Any, accepting: None) -> None:
    """An edge of before, and a state of before, say nothing of tenants: nothing differs from them."""
    edge_program.put(edge, "dinkes", json.dumps(route()))
    assert "tenants" not in edge_program.show(edge, "dinkes")["route"]["sites"][0]


def test_an_app_is_asked_on_its_own_port_and_path(edge: Any, accepting: None) -> None:
    edge_program.put(edge, "dinkes", json.dumps(route(port=3000, health="/sehat")))
    assert "uri /sehat ver HTTP/1.1" in live(edge)["dinkes.cfg"]
    assert "tasks.web-dinkes:3000 " in live(edge)["dinkes.cfg"]


def test_parts_are_rendered_side_by_side_and_dropped_alone(edge: Any, accepting: None) -> None:
    edge_program.put(edge, "dinkes", json.dumps(route()))
    edge_program.put(edge, "dlh", json.dumps(route("dlh", service="web-dlh", host="dlh.kota.test")))
    assert {"dinkes.cfg", "dlh.cfg"} <= live(edge).keys()
    edge_program.drop(edge, "dinkes")
    assert "dinkes.cfg" not in live(edge)
    assert live(edge)["hosts.map"] == "dlh.kota.test web-dlh\n"
    assert edge_program.show(edge, "dinkes") is None
    edge_program.drop(edge, "dinkes")  # gone already is fine


def test_what_haproxy_refuses_leaves_everything_as_it_was(
    edge: Any, accepting: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge_program.put(edge, "dinkes", json.dumps(route()))
    before, generation = live(edge), edge.live.resolve()

    def refuse(*_: object) -> None:
        raise edge_program.RefusedError("HAProxy refuses the configuration: no")

    monkeypatch.setattr(edge_program, "validate", refuse)
    with pytest.raises(edge_program.RefusedError):
        edge_program.put(edge, "dinkes", json.dumps(route(replicas=5)))
    assert live(edge) == before
    assert edge.live.resolve() == generation
    assert edge_program.show(edge, "dinkes")["route"]["sites"][0]["replicas"] == 2
    assert [path.name for path in (edge.home / "generations").iterdir()] == [generation.name]


def test_a_failed_reload_points_back(edge: Any, accepting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    edge_program.put(edge, "dinkes", json.dumps(route()))
    generation = edge.live.resolve()
    answers: dict[str, str] = {"admin.sock": "1\n# servers\n", "master.sock": "Success=0\n--\n[ALERT] no"}
    monkeypatch.setattr(sys.modules["kominfo_haproxy"], "ask", lambda path, _: answers[path.name])
    with pytest.raises(edge_program.RefusedError, match="did not reload"):
        edge_program.put(edge, "dinkes", json.dumps(route(replicas=5)))
    assert edge.live.resolve() == generation
    assert not (edge.state / "servers").exists()


@pytest.mark.parametrize("name", ["dinkes.cfg", "hosts.map", "aliases.map"])
@pytest.mark.parametrize("spoil", [lambda file: file.write_text("# by hand\n"), lambda file: file.unlink()])
def test_a_file_changed_by_hand_is_told_line_by_line(
    edge: Any, accepting: None, name: str, spoil: Callable[[Path], object]
) -> None:
    edge_program.put(edge, "dinkes", json.dumps(route()))
    assert edge_program.show(edge, "dinkes")["drift"] == []
    spoil(edge.live / name)
    assert all(line.startswith(f"{name}: ") for line in edge_program.show(edge, "dinkes")["drift"])
    assert edge_program.show(edge, "dinkes")["drift"][0].startswith(f"{name}: -")


def test_a_damaged_route_counts_as_none_and_can_be_put_again(edge: Any, accepting: None) -> None:
    edge_program.put(edge, "dinkes", json.dumps(route()))
    (edge.home / "routes" / "dinkes.json").write_text("{")
    assert edge_program.show(edge, "dinkes") is None
    edge_program.put(edge, "dinkes", json.dumps(route()))
    assert edge_program.show(edge, "dinkes")["drift"] == []


def test_a_damaged_route_of_another_part_is_named(edge: Any, accepting: None) -> None:
    (edge.home / "routes").mkdir()
    (edge.home / "routes" / "dlh.json").write_text("{")
    with pytest.raises(edge_program.RefusedError, match=r"dlh\.json is damaged .* put part dlh again"):
        edge_program.put(edge, "dinkes", json.dumps(route()))


def test_an_edge_is_filled_with_all_routes_at_once(edge: Any, accepting: None) -> None:
    other = route("lain", service="web-lain", host="lain.kota.test")
    edge_program.put(edge, "lain", json.dumps(other))
    edge_program.put(edge, "tua", json.dumps(route("tua", service="web-tua", host="tua.kota.test")))
    filling = {"routes": [route()], "keep": ["lain"]}
    edge_program.fill(edge, json.dumps(filling))
    assert edge_program.parts(edge) == ["dinkes", "lain"]
    assert live(edge)["hosts.map"] == "dinkes.kota.test web-dinkes\nlain.kota.test web-lain\n"
    generation = edge.live.resolve()
    edge_program.fill(edge, json.dumps(filling))
    assert edge.live.resolve() == generation, "nothing was to be done"
    (edge.home / "routes" / "dinkes.json").write_text("{")
    edge_program.fill(edge, json.dumps(filling))
    assert edge_program.show(edge, "dinkes")["route"]["part"] == "dinkes"


@pytest.mark.parametrize(
    ("filling", "why"),
    [
        ([], "Many routes are"),
        ({"routes": [route()]}, "Many routes are"),
        ({"routes": ["dinkes"], "keep": []}, "is not the name of a part"),
        ({"routes": [{**route(), "part": "../x"}], "keep": []}, "is not the name of a part"),
        ({"routes": [route(), route("lain")], "keep": []}, "already belongs to part dinkes"),
        ({"routes": [route(host="lain.kota.test")], "keep": ["lain"]}, "already belongs to part dinkes"),
    ],
)
def test_a_filling_that_is_wrong_changes_nothing(
    edge: Any, accepting: None, filling: object, why: str
) -> None:
    edge_program.put(edge, "lain", json.dumps(route("lain", service="web-lain", host="lain.kota.test")))
    with pytest.raises(edge_program.RefusedError, match=why):
        edge_program.fill(edge, json.dumps(filling))
    assert edge_program.parts(edge) == ["lain"]
    assert live(edge)["hosts.map"] == "lain.kota.test web-lain\n"


def test_few_generations_are_kept(edge: Any, accepting: None) -> None:
    for replicas in range(10):
        edge_program.put(edge, "dinkes", json.dumps(route(replicas=replicas)))
    kept = sorted(int(path.name) for path in (edge.home / "generations").iterdir())
    assert kept == [8, 9, 10]


def test_text_that_is_no_json_is_refused(edge: Any, accepting: None) -> None:
    with pytest.raises(edge_program.RefusedError, match="not JSON"):
        edge_program.put(edge, "dinkes", "{")


@pytest.mark.parametrize("argv", [[], ["put"], ["activate", "x"], ["explode", "x"], ["show", "a", "b"]])
def test_wrong_usage_exits_64(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert edge_program.main(argv) == 64
    assert "usage: kominfo-edge" in capsys.readouterr().err


def test_exit_codes(
    edge: Any, accepting: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(edge_program.Edge, "here", lambda: edge)
    assert edge_program.main(["show", "dinkes"]) == 3
    assert edge_program.main(["show", "../x"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "Traceback" not in error
