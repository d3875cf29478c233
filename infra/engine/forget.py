"""Drops resources from a stack's state without touching the world: what they were in is gone."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from infra.engine.checkpoint import read_checkpoint
from infra.engine.engine import Engine, ask
from infra.engine.request import StackRequest
from infra.engine.run import FinderOf, changing
from infra.files import write_whole


def forget_server(engine: Engine, request: StackRequest, server: str, finder: FinderOf | None) -> list[str]:
    """Drop what the stack made on ``server``; names of what was dropped. Nothing of it there is success.

    ``KominfoError`` when another run holds the stack, or the state does not take it.
    """
    stack = request.stack
    with changing(engine, request, finder):
        state = read_checkpoint(stack.checkpoint(engine.home))
        gone = {one["urn"] for one in state.of_server(server)} if state else set()
        if gone:
            kept = engine.work(stack) / "kept.json"
            write_whole(
                kept, json.dumps(without(json.loads(ask(engine, stack, "stack", "export")), gone)).encode()
            )
            try:
                ask(engine, stack, "stack", "import", "--file", str(kept))
            finally:
                kept.unlink()
    return sorted(urn.rsplit("::", 1)[-1] for urn in gone)


def without(exported: Mapping[str, Any], gone: Collection[str]) -> dict[str, Any]:
    """``pulumi stack export`` without the resources ``gone``, and with nobody waiting for them."""
    deployment = exported["deployment"]
    resources = [_freed(one, gone) for one in deployment.get("resources") or [] if one["urn"] not in gone]
    return {**exported, "deployment": {**deployment, "resources": resources}}


def _freed(resource: Mapping[str, Any], gone: Collection[str]) -> dict[str, Any]:
    freed = dict(resource)
    if "dependencies" in freed:
        freed["dependencies"] = [urn for urn in freed["dependencies"] if urn not in gone]
    if "propertyDependencies" in freed:
        freed["propertyDependencies"] = {
            name: [urn for urn in urns or [] if urn not in gone]
            for name, urns in freed["propertyDependencies"].items()
        }
    return freed
