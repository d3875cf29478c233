"""What the world without servers remembers: one small JSON file an object, in the folder of a variable."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

VARIABLE = "KOMINFO_BENCH_WORLD"


def world() -> Path:
    """The folder all plugins of this world share."""
    return Path(os.environ[VARIABLE])


def put(kind: str, name: str, value: Any) -> None:
    """Remember ``value`` (anything JSON can hold) under ``kind`` and ``name``; whole or not at all."""
    file = _file(kind, name)
    file.parent.mkdir(exist_ok=True)
    staged = file.with_name(f".{os.getpid()}.{file.name}")
    staged.write_text(json.dumps(value))
    staged.replace(file)


def get(kind: str, name: str) -> Any | None:
    """What was put there last; ``None`` when nothing was, or it was dropped."""
    try:
        return json.loads(_file(kind, name).read_text())
    except FileNotFoundError:
        return None


def drop(kind: str, name: str) -> None:
    _file(kind, name).unlink(missing_ok=True)


def names(kind: str, beginning: str = "") -> list[str]:
    """Names of what is remembered under ``kind``."""
    found = (unquote(file.name) for file in (world() / kind).glob("[!.]*"))
    return sorted(name for name in found if name.startswith(beginning))


def _file(kind: str, name: str) -> Path:
    return world() / kind / quote(name, safe="")
