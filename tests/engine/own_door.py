"""The program as Pulumi's own command starts it, for a test that has no language host: `python -m infra`."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any


def declare(folder: Path, part: str, upstream: dict[str, Any] | None, secrets: Any) -> None:
    del folder, part, upstream  # it finds all of them by itself
    runpy.run_module("infra", run_name="__main__")
