"""The Automation API's workspace for one stack, without the command line calls we do not need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pulumi import automation
from pulumi.automation._stack import StackInitMode
from pulumi.automation.errors import StackNotFoundError
from pulumi.automation.events import EngineEvent

from infra.engine.command import Command
from infra.engine.engine import Engine
from infra.engine.sealing import salts
from infra.engine.stack import Stack
from infra.files import write_whole
from infra.home import private_directory

OnEngineEvent = Callable[[EngineEvent], Any]


class _Workspace(automation.LocalWorkspace):
    """A workspace that knows by the checkpoint whether its stack exists: a select costs a command."""

    def __init__(self, exists: bool, **options: Any) -> None:
        self._exists = exists
        super().__init__(**options)

    def select_stack(self, stack_name: str) -> None:
        if not self._exists:
            raise StackNotFoundError(automation.CommandResult("", "", 1))


class _Stack(automation.Stack):
    """A stack that does not ask for outputs and history after every operation (three more commands)."""

    def outputs(self) -> automation.OutputMap:
        return {}

    def info(self, show_secrets: bool = True) -> automation.UpdateSummary:
        return automation.UpdateSummary("", datetime.now(UTC), "", {}, {}, "")


def open_stack(
    engine: Engine, stack: Stack, command: Command, program: Callable[[], None]
) -> automation.Stack:
    """Select the stack, creating it at its first use."""
    private_directory(engine.home.city(stack.city).state)
    exists = stack.checkpoint(engine.home).exists()
    if not exists:
        _share_salt(engine, stack)
    workspace = _Workspace(
        exists=exists,
        work_dir=str(engine.work(stack)),
        program=program,
        pulumi_command=command,
    )
    # Its class methods would answer with a plain Stack, and its three commands after every operation.
    return _Stack(stack.name, workspace, StackInitMode.CREATE_OR_SELECT)


def _share_salt(engine: Engine, stack: Stack) -> None:
    """Begin with a salt the city has: who reads all its states derives one key, not one a state.

    Each takes a third of a second; the passphrase is one for all of them anyway.
    """
    known = next(salts(engine.home, stack.city), None)
    if known:
        settings = engine.work(stack) / f"Pulumi.{stack.name}.yaml"
        write_whole(settings, f"encryptionsalt: {known}\n".encode())
