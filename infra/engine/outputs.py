"""A stack's outputs, read from its state without running a program."""

from __future__ import annotations

import json
from typing import Any

from infra.engine.checkpoint import read_checkpoint
from infra.engine.engine import Engine, ask
from infra.engine.stack import Stack
from infra.errors import KominfoError, Problem


def outputs(engine: Engine, city: str, part: str) -> dict[str, Any] | None:
    """Outputs of ``<city>.<part>``, secrets in clear; ``None`` when it was never brought up.

    Outputs of an ``up`` that failed midway are those of the last one that did not.
    """
    stack = Stack(city, part)
    state = read_checkpoint(stack.checkpoint(engine.home))
    if state is None or not state.stands:
        return None
    return state.outputs if state.outputs_are_plain else _opened(engine, stack)


def _opened(engine: Engine, stack: Stack) -> dict[str, Any]:
    """Ask the command line, which opens secrets; ``KominfoError`` when a value cannot be read."""
    told = ask(engine, stack, "stack", "output", "--json", "--show-secrets")
    try:
        found: dict[str, Any] = json.loads(told)
    except ValueError:
        raise KominfoError(Problem(stack.name, "", "its outputs cannot be read", told[:200])) from None
    return found
