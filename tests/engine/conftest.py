"""A real engine, a home and a folder-world for each test."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from infra.engine import passphrase
from infra.engine.engine import Engine
from infra.engine.locate import ensure_engine
from infra.engine.request import Event, StackRequest, StackResult
from infra.engine.run import run_stack
from infra.home import Home

PLUGIN = Path(__file__).parent / "plugin"


@pytest.fixture(scope="session")
def engine_root() -> Path:
    return ensure_engine(Home.find(), print)


@dataclass
class Stage:
    """One city with parts ``things.json``, and runs on it."""

    engine: Engine
    folder: Path
    events: list[Event] = field(default_factory=list)

    @property
    def world(self) -> Path:
        return self.folder / "world"

    def want(self, **things: str) -> None:
        (self.folder / "things.json").write_text(json.dumps(things))

    def request(self, operation: str, **more: Any) -> StackRequest:
        given = {"city": "demo", "folder": str(self.folder), "part": "dinkes", **more}
        common: dict[str, Any] = {"program": "tests.engine.program:declare", "plugin_path": (str(PLUGIN),)}
        return StackRequest(operation=operation, **(common | given))  # type: ignore[arg-type]  # a word of a test

    def run(self, operation: str, **more: Any) -> StackResult:
        return run_stack(self.engine, self.request(operation, **more), self.events.append)


@pytest.fixture
def stage(tmp_path: Path, engine_root: Path) -> Stage:
    home = Home(tmp_path / "home", tmp_path / "cache")
    folder = tmp_path / "city"
    (folder / "world").mkdir(parents=True)
    return Stage(Engine(home, engine_root, passphrase.create(home)), folder)


Waiting = Callable[[Path], None]
