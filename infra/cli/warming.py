"""What runs stacks warms up from the first moment on.

The command line's own imports and the reading of a declaration take most of a second of one core, and the
process that runs are forked from imports as long: side by side, a deploy begins half a second earlier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.engine.starter import Starter

COMMANDS = frozenset({"preview", "up", "drift", "destroy"})
_begun: list[Starter] = []


def begin(argv: list[str]) -> None:
    """For a command that runs stacks; others do not even import it. One that nobody took ends."""
    _begun.clear()
    if argv and argv[0] in COMMANDS:
        from infra.engine.plugins import plugin_path
        from infra.engine.starter import Starter

        _begun.append(Starter(plugin_path()))


def taken() -> Starter | None:
    return _begun.pop() if _begun else None
