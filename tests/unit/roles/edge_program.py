"""kominfo-edge as the tests have it: loaded from the role's files, and routes to give it."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

SCRIPT = Path(__file__).resolve().parents[3] / "roles" / "edge" / "files" / "kominfo-edge"


def _load() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("kominfo_edge", str(SCRIPT))
    spec = importlib.util.spec_from_loader("kominfo_edge", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["kominfo_edge"] = module  # dataclasses look their module up by name
    loader.exec_module(module)
    return module


edge_program = _load()


def site(**changes: Any) -> dict[str, Any]:
    return {"service": "web-dinkes", "host": "dinkes.kota.test", "aliases": [], "replicas": 2, **changes}


def route(part: str = "dinkes", **changes: Any) -> dict[str, Any]:
    return {"part": part, "sites": [site(**changes)]}
