"""The official docker plugin is used where it is, ours where it is not."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

from infra.engine.plugins import DOCKER, PROVIDERS, plugin_path

OURS = str(PROVIDERS / "docker" / "bin")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def program(folder: Path) -> str:
    folder.mkdir(parents=True)
    (folder / DOCKER).touch(mode=0o755)
    return str(folder)


def test_ours_where_there_is_no_other(machine: Path) -> None:
    assert plugin_path() == (str(PROVIDERS / "kominfo" / "bin"), OURS)


def test_the_official_one_of_the_sdk_s_release(machine: Path) -> None:
    program(machine / "plugins" / "resource-docker-v1.0.0")
    assert plugin_path()[1] == OURS
    right = program(machine / "plugins" / f"resource-docker-v{metadata.version('pulumi-docker')}")
    assert plugin_path()[1] == right


def test_one_on_path(machine: Path) -> None:
    assert plugin_path()[1] == OURS
    program(machine / "bin")
    assert plugin_path()[1] == str(machine / "bin")
