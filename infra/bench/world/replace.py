"""The one way in which this world takes the place of the real one."""

from __future__ import annotations

from typing import Any


def replace(holder: Any, **named: Any) -> None:
    """Let ``holder`` (a module, a class) have these instead of what it has under the same names."""
    for name, value in named.items():
        if not hasattr(holder, name):
            raise AttributeError(f"{holder} has no {name}: the world without servers must follow")
        setattr(holder, name, value)
