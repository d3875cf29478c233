"""A stack's outputs, read from its state without running a program."""

from __future__ import annotations

from typing import Any

from infra.engine.checkpoint import read_checkpoint
from infra.engine.engine import Engine
from infra.engine.sealing import with_secrets_open, without_envelopes
from infra.engine.stack import Stack
from infra.errors import KominfoError, Problem


def outputs(engine: Engine, city: str, part: str) -> dict[str, Any] | None:
    """Outputs of ``<city>.<part>``, secrets in clear; ``None`` when it was never brought up.

    Outputs of an ``up`` that failed midway are those of the last one that did not. KominfoError when a secret
    among them does not open.
    """
    stack = Stack(city, part)
    state = read_checkpoint(stack.checkpoint(engine.home))
    if state is None or not state.stands:
        return None
    if state.outputs_are_plain:
        return state.outputs
    try:
        opened = with_secrets_open(state.outputs, state.salt, engine.passphrase)
    except (ValueError, KeyError, TypeError):
        fault = "its outputs cannot be read"
        raise KominfoError(
            Problem(stack.name, "", fault, "incorrect passphrase, or a damaged state")
        ) from None
    found: dict[str, Any] = without_envelopes(opened)
    return found
