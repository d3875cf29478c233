"""Reads the world behind many stacks at once, without the engine: most of a city has not moved.

The engine needs seconds for each stack, whatever it finds. So what the plugins read is first held against the
states; the engine is left what differs, or cannot be told.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from infra.engine.engine import Engine
from infra.engine.processes import end_family
from infra.engine.stack import Stack
from infra.engine.starter import Starter

Moved = tuple[str, ...] | None
"""URNs of what the world has otherwise than the state; ``None``: the engine has to read all of it."""


def look(
    engine: Engine, stacks: Sequence[Stack], plugin_path: tuple[str, ...], starter: Starter
) -> dict[Stack, Moved]:
    """Look behind each of ``stacks`` (of one city). It changes nothing, and waits for nobody's lock."""
    if not stacks:
        return {}
    given = {
        "look": [stack.part for stack in stacks],
        "city": stacks[0].city,
        "plugin_path": plugin_path,
        **engine.to_json(),
    }
    child = starter.start(())
    try:
        told = child.stdout.readline() if child.give(given) else ""
    finally:
        end_family(child.pid)
        child.close()
    found = json.loads(told)["result"] if told else {}
    return {stack: None if (moved := found.get(stack.name)) is None else tuple(moved) for stack in stacks}
