"""The daily loop over a whole city, all of it real but the servers: which parts run, and for what."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from infra.bench.city import name_of, write_datacenter, write_page
from infra.bench.hall import Hall, halls
from infra.engine.stack import Stack
from infra.engine.stamp import take
from infra.home import CHECKOUT, Home

IDLE = "nothing to do (unchanged since its last success)"
OPDS = [name_of(number) for number in range(3)]


@pytest.fixture(scope="module")
def hall(engine_root: Path) -> Iterator[Hall]:
    with halls(engine_root) as all_of_them:
        yield all_of_them.standing(len(OPDS))


@pytest.fixture(autouse=True)
def as_declared(hall: Hall) -> Iterator[None]:
    """Every test leaves a city in which there is nothing to do."""
    yield
    assert set(told(hall.up()).values()) == {IDLE}


def routes(hall: Hall) -> dict[str, set[str]]:
    """Address of a server → parts whose routes it has."""
    found: dict[str, set[str]] = {}
    for file in (hall.world / "routes").iterdir():
        address, _, part = unquote(file.name).rpartition(".")
        found.setdefault(address, set()).add(part)
    return found


def told(said: str) -> dict[str, str]:
    """Part → its line of the report."""
    lines = [line.partition(": ") for line in said.splitlines() if not line.startswith(" ")]
    return {part: rest for part, _, rest in lines if part in {"datacenter", *OPDS}}


def test_what_stands_as_declared_is_read_and_left_alone(hall: Hall) -> None:
    history = hall.folder / "home" / "cities" / "kota" / "history.jsonl"
    before = history.read_text()
    for said in (hall.up("--refresh"), hall.kominfo("drift"), hall.kominfo("preview", "--refresh")):
        assert set(told(said)) == {"datacenter", *OPDS}
        assert set(told(said).values()) == {"nothing differs"}
    assert history.read_text() == before


def test_what_was_done_by_hand_is_found_and_put_right(hall: Hall) -> None:
    (service,) = [
        file for file in (hall.world / "services").iterdir()
        if json.loads(file.read_text())["Spec"]["Name"] == f"web-{OPDS[1]}"
    ]  # fmt: skip
    made = json.loads(service.read_text())
    made["Spec"]["Mode"]["Replicated"]["Replicas"] = 0
    service.write_text(json.dumps(made))
    said = hall.kominfo("drift", status=2)
    assert told(said)[OPDS[0]] == told(said)["datacenter"] == "nothing differs"
    assert told(said)[OPDS[1]].startswith("would change: 1 update")
    assert "mode.replicated.replicas: 2 → 0" in said
    assert told(hall.up())[OPDS[1]].startswith("changed: 1 update")
    assert json.loads(service.read_text())["Spec"]["Mode"]["Replicated"]["Replicas"] == 2


def test_an_edge_that_moves_is_filled_and_no_part_runs(hall: Hall) -> None:
    for moved, second in ((True, "203.0.113.13"), (False, "203.0.113.12")):
        shutil.rmtree(hall.world / "routes" / second, ignore_errors=True)
        write_datacenter(hall.stacks, moved=moved)
        said = told(hall.up("--allow", "deletes"))
        assert said["datacenter"].startswith("changed")
        assert {said[part] for part in OPDS} == {IDLE}
        assert routes(hall)[second] == set(OPDS)


def test_a_part_reaches_the_edges_there_are_now(hall: Hall) -> None:
    write_datacenter(hall.stacks, moved=True)
    hall.up("--allow", "deletes")
    for file in (hall.world / "routes").iterdir():
        file.unlink()
    take(Home(hall.folder / "home", hall.folder), Stack("kota", OPDS[0]))
    said = hall.kominfo("drift", OPDS[0], status=2)
    assert "s3: + {" in said
    hall.up(OPDS[0])
    assert routes(hall) == {"203.0.113.11": {OPDS[0]}, "203.0.113.13": {OPDS[0]}}
    write_datacenter(hall.stacks, moved=False)
    hall.up("--refresh", "--allow", "deletes")
    assert routes(hall)["203.0.113.12"] == routes(hall)["203.0.113.11"] == set(OPDS)


def test_an_edge_without_its_routes_is_filled_by_one_run(hall: Hall) -> None:
    for file in (hall.world / "routes").glob("203.0.113.12.*"):
        file.unlink()
    said = hall.kominfo("drift", status=2)
    assert "Edge s2-routes [drift]" in said
    assert f"      + {OPDS[0]}\n" in said
    said = hall.up("--refresh")
    assert told(said)["datacenter"].startswith("changed: 1 update")
    assert routes(hall)["203.0.113.12"] == set(OPDS)


def test_a_run_that_is_killed_leaves_no_stamp(hall: Hall) -> None:
    """Else a declaration that is changed back would count as done."""
    write_page(hall.stacks, 2, "Versi lama")
    hall.up(OPDS[2])
    write_page(hall.stacks, 2, "Versi baru")
    with subprocess.Popen(
        [sys.executable, "-m", "infra.bench.stage", "up", "kota", OPDS[2]],
        env=hall.environment,
        cwd=CHECKOUT,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stderr
        assert any(f"changing web-{OPDS[2]}" in line for line in command.stderr)
        command.kill()
    write_page(hall.stacks, 2, "Versi lama")
    assert told(hall.up())[OPDS[2]] != IDLE
