"""Values that are only known once something else has run: a plan names them, a component resolves them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Ref:
    """``field`` (dots lead deeper) of the generated key, platform certificate or role run called ``name``."""

    kind: Literal["key", "certificate", "role"]
    name: str
    field: str = "value"


def refs_in(value: Any) -> Iterator[Ref]:
    """Every reference inside a plain value, in reading order."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from refs_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from refs_in(item)
