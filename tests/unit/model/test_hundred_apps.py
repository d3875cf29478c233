"""A hundred apps of our templates, as a city would have them, on a few servers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.errors import KominfoError
from infra.home import CHECKOUT
from infra.model import load_city
from infra.scaffold import TEMPLATES
from infra.scaffold.part import needs
from tests.unit.model.cities_on_disk import lay_out

APPS = {"website": 34, "service": 15, "queue": 19, "letters": 31, "complaints": 1}
POOL = CHECKOUT / "opd_templates" / "_base" / "opd" / "database.py"
BY_HAND = 2
LEAVE = {"letter": "B/123/SPBE/2026", "date": "2026-03-01"}
ROLES = [
    ["manager", "edge", "dns-primary", "registry", "build"],
    ["manager", "edge", "dns-secondary"],
    ["manager", "database"],
    ["worker", "database"],
]


def city(into: Path, memory: str, databases: list[str]) -> Path:
    """Four servers of that memory; the apps' databases stand by turns on those of ``databases``."""
    folder = lay_out("valid", into)
    file = folder / "datacenter.yaml"
    declared = yaml.safe_load(file.read_text())
    declared["servers"] = {
        f"siantar-{number}": {"address": f"172.30.77.{10 + number}", "memory": memory, "roles": roles}
        for number, roles in enumerate(ROLES, 1)
    }
    file.write_text(yaml.safe_dump(declared))
    homes = cycle(databases)
    for template, count in APPS.items():
        sites = [app(template, number, next(homes)) for number in range(count)]
        part = {"opd": template, "name": "Dinas Contoh", "sites": sites}
        (folder / f"{template}.yaml").write_text(yaml.safe_dump(part))
    return folder


def app(template: str, number: int, home: str) -> Mapping[str, Any]:
    """As `new` would write it, but for its source: none is built here."""
    site = needs(TEMPLATES[template])
    site["database"]["server"] = site["volume"]["server"] = home
    leave = {"permission": LEAVE} if template == "complaints" else {}
    image = f"registry.test/{template}@sha256:{'0' * 64}"
    return {**site, **leave, "label": f"{template}-{number}", "image": image}


def test_they_are_accepted_and_outlive_a_server(tmp_path: Path) -> None:
    assert sum(APPS.values()) == 100
    warnings = load_city(city(tmp_path, "16G", ["siantar-3", "siantar-4"])).warnings
    assert not [said for said in warnings if "memory" in str(said) or "server lost" in str(said)]


def test_one_server_of_12g_has_room_for_all_their_databases(tmp_path: Path) -> None:
    load_city(city(tmp_path, "12G", ["siantar-4"]))


def test_one_of_11g_has_not(tmp_path: Path) -> None:
    with pytest.raises(KominfoError, match="may open 1000 connections, and 918 is the most") as refusal:
        load_city(city(tmp_path, "11G", ["siantar-4"]))
    assert [problem.path for problem in refusal.value.problems] == ["servers.siantar-4"]


@pytest.mark.parametrize("template", APPS)
def test_an_app_may_open_what_two_releases_of_it_do(template: str) -> None:
    """The new one begins before the former ends; beside them the migration, or a command by hand."""
    most = re.search(r"^MOST = (\d+)", POOL.read_text(), re.M)
    assert most
    said = needs(TEMPLATES[template])
    processes = 2 * said["replicas"] * int(said.get("environment", {}).get("WORKERS", 1))
    assert said["database"]["connections"] == processes * int(most[1]) + BY_HAND
