"""What a server alone holds keeps it: each with its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.model import City, load_city
from infra.plan.leaving import holds_alone

DEMO = Path(__file__).resolve().parents[3] / "stacks" / "demo"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demo with its static site alone."""
    folder = tmp_path / "demo"
    (folder / "dinkes" / "web").mkdir(parents=True)
    for name in ("datacenter.yaml", "dinkes.yaml"):
        (folder / name).write_text((DEMO / name).read_text())
    return folder


@pytest.fixture
def city(folder: Path) -> City:
    """That one, with files of dinkes on siantar-2 and backups on siantar-3."""
    dinkes = folder / "dinkes.yaml"
    kept = "    replicas: 1\n    volume: {path: /srv/files, server: siantar-2}\n"
    dinkes.write_text(dinkes.read_text().replace("    replicas: 2\n", kept))
    declared = folder / "datacenter.yaml"
    declared.write_text(declared.read_text() + "backup:\n  to: [{server: siantar-3, folder: /srv/backup}]\n")
    return load_city(folder)


def told(city: City, name: str) -> list[tuple[str, str]]:
    return [(problem.fault, problem.remedy) for problem in holds_alone(city, city.server(name))]


def test_sole_duties_keep_a_server(city: City) -> None:
    move = "give that role to another server, and ./kominfo up demo"
    assert told(city, "siantar-1") == [
        ("siantar-1 alone is `dns-primary`", move),
        ("siantar-1 alone is `registry`", move),
        ("siantar-1 alone is `build`", move),
    ]


def test_kept_files_keep_a_server(city: City) -> None:
    assert told(city, "siantar-2") == [
        (
            "the files of dinkes.pematangsiantar.test stand on siantar-2 alone",
            "copy them, name another server in its `volume` in dinkes.yaml, and ./kominfo up demo dinkes",
        )
    ]


def test_backups_keep_a_server(city: City) -> None:
    assert told(city, "siantar-3") == [
        ("siantar-3 holds backups", "name another place in `backup.to`, and make a backup")
    ]


def test_what_others_hold_too_keeps_nobody(folder: Path) -> None:
    city = load_city(folder)
    assert told(city, "siantar-2") == told(city, "siantar-3") == []


@pytest.mark.parametrize("role", ["manager", "edge"])
def test_the_last_of_a_kind_is_kept(role: str) -> None:
    city = load_city(DEMO)
    servers = {
        name: server.model_copy(
            update={"roles": tuple(one for one in server.roles if one != role or name == "siantar-2")}
        )
        for name, server in city.datacenter.servers.items()
    }
    changed = City(city.name, city.folder, city.datacenter.model_copy(update={"servers": servers}), city.opds)
    assert [fault for fault, _ in told(changed, "siantar-2")] == [f"siantar-2 alone is `{role}`"]
