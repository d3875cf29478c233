"""The engine is built from its pinned sources on a machine that has neither it nor Go."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from infra.engine import cache
from infra.engine.build import VERSION, build_engine, built_root
from infra.engine.locate import ensure_engine
from infra.home import Home


@pytest.mark.timeout(2400)
def test_built_without_go_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [
        folder
        for folder in os.environ["PATH"].split(os.pathsep)
        if not any(Path(folder, program).exists() for program in ("go", "pulumi"))
    ]
    monkeypatch.setenv("PATH", os.pathsep.join(folders))
    home = Home(tmp_path / "home", tmp_path / "cache")
    said: list[str] = []

    root = ensure_engine(home, said.append)
    assert root == built_root(home.cache)
    answer = subprocess.run([str(cache.binary(root)), "version"], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == f"v{VERSION}"
    assert any("Go toolchain" in line for line in said)
    left = {path.name for path in cache.shelf(home.cache).iterdir()}
    assert left == {root.name, ".lock"}, "toolchain, modules and objects are gone"

    said.clear()
    assert build_engine(home.cache, said.append) == root
    assert said == [], "the second time it is there"
