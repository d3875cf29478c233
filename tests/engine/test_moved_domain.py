"""A pilot that moves to the city's own domain: what `preview` says, and that nothing that runs is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.bench.city import DOMAIN
from infra.bench.hall import CITY, Hall, halls
from infra.home import CHECKOUT

REAL = "kota-sendiri.test"
DONE, FAILED, DIFFERS = 0, 1, 2


@pytest.fixture
def pilot(engine_root: Path) -> Iterator[Hall]:
    """A city that is up, on servers in memory; its declaration then gets another domain."""
    with halls(engine_root) as place:
        hall = place.standing(1)
        for part in hall.stacks.glob("*.yaml"):
            part.write_text(part.read_text().replace(DOMAIN, REAL))
        yield hall


def run(hall: Hall, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "infra.bench.stage", *words],
        env=hall.environment, cwd=CHECKOUT, stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_new_domain_replaces_the_records_alone(pilot: Hall) -> None:
    code, said = run(pilot, "preview", CITY)
    assert code == DIFFERS
    lines = [line.split() for line in said.splitlines()]
    assert {words[2] for words in lines if words[:1] == ["±"]} == {"records", "opd-000-records"}
    assert not [words for words in lines if words[:1] == ["-"]]
    code, said = run(pilot, "up", CITY)
    assert code == FAILED
    assert "the zone records would be replaced" in said
    assert "--allow records" in said
    assert run(pilot, "up", CITY, "--allow", "records")[0] == DONE
    assert run(pilot, "preview", CITY)[0] == DONE
