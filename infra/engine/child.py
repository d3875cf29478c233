"""The process that runs one stack, forked by ``starter``.

One process a stack, because inline programs share globals of the SDK. Standard input: one JSON line
``{request, root, passphrase}``, then it stays open as a lifeline: its end means that the parent died.
Standard output: JSON lines, ``{"event": …}`` each, and ``{"result": …}`` last.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

from pulumi import RunError, automation

from infra.engine import looker, progress
from infra.engine.command import Command
from infra.engine.engine import Engine, passphrase_file
from infra.engine.guard import judge
from infra.engine.narrate import PROGRAM_FAULT, Narrator, clean, merged
from infra.engine.nursery import VARIABLE as NURSERY
from infra.engine.nursery import open_nursery
from infra.engine.outputs import outputs
from infra.engine.request import Event, Guard, Outcome, Resource, StackRequest, StackResult
from infra.engine.stack import Stack
from infra.engine.workspace import open_stack
from infra.errors import KominfoError, Problem


class Run:
    """One operation on one stack, from request to result."""

    def __init__(
        self, engine: Engine, request: StackRequest, emit: Callable[[Event], None], log: IO[str]
    ) -> None:
        self.engine, self.request, self.emit, self.log = engine, request, emit, log
        self.problems: list[Problem] = []
        self.narrators: list[Narrator] = []
        self.command: Command | None = None
        self.interrupted = False

    def interrupt(self) -> None:
        self.interrupted = True
        if self.command:
            self.command.interrupt()
        text = "interrupted: the steps under way are brought to an end, no other is begun"
        self.emit(Event(self.request.stack.name, "message", time.time(), text=text))

    def result(self) -> StackResult:
        """Run and tell how it ended; never raises."""
        started = time.monotonic()
        blank = StackResult(self.request.stack.name, self.request.operation, "failed")
        outcome: Outcome = "failed"
        found: dict[str, Any] = {}
        try:
            found = self._run()
            outcome = "succeeded"
        except automation.CommandError as fault:
            if not self.problems and not any(one.faults for one in self.narrators):
                self._add(clean(str(fault).partition("stderr:")[2]))
        except KominfoError as fault:
            self.problems.extend(fault.problems)
        except Exception as fault:  # the last net: a traceback goes to the log, never to a person
            self.log.write(traceback.format_exc())
            self._add(f"the run broke: {type(fault).__name__}: {fault}")
        for narrator in self.narrators:
            self.problems.extend(narrator.problems())
        return replace(
            blank,
            outcome="interrupted" if self.interrupted and outcome == "failed" else outcome,
            resources=self._resources(),
            outputs=found,
            errors=tuple(dict.fromkeys(self.problems)),
            seconds=round(time.monotonic() - started, 3),
        )

    def _add(self, fault: str) -> None:
        log = self.request.stack.log(self.engine.home)
        self.problems.append(Problem(self.request.stack.name, "", fault, remedy=f"the whole story: {log}"))

    def _resources(self) -> tuple[Resource, ...]:
        return merged(*(narrator.resources for narrator in self.narrators))

    def _run(self) -> dict[str, Any]:
        declare = self._program()
        stack = self.request.stack
        with passphrase_file(self.engine.passphrase) as secret:
            told = stack.work(self.engine.home) / "progress.jsonl"
            environment = self.engine.environment(stack, secret, self.request.plugin_path)
            environment |= {progress.VARIABLE: str(told), "KOMINFO_PYTHON": sys.executable}
            environment[NURSERY] = str(nursery_address(self.engine, stack))
            self.command = Command(self.engine.root, environment, self.log)
            if self.interrupted:
                self.command.interrupt()
            with progress.followed(told, stack.name, self.emit, self.log):
                opened = open_stack(self.engine, stack, self.command, declare)
                return self._operate(opened)

    def _operate(self, stack: automation.Stack) -> dict[str, Any]:
        common: dict[str, Any] = {"on_event": self._narrator()}
        if self.request.parallel:
            common["parallel"] = self.request.parallel
        if self.request.exclude:
            common["exclude"] = list(self.request.exclude)
        reread = (self.request.refresh and self.request.reread != ()) or None
        match self.request.operation:
            case "up":
                if self.request.refresh:
                    self._read(stack, common)
                if self.request.guard:
                    self._ask(self.request.guard, stack, common)
                stack.up(suppress_outputs=True, **common)
                return outputs(self.engine, self.request.city, self.request.part) or {}
            case "preview":
                stack.preview(refresh=reread, diff=True, suppress_outputs=True, **common)
            case "destroy":
                stack.destroy(refresh=reread, suppress_outputs=True, **common)
            case "refresh":
                # What the world has become is kept in the state; a preview tells what `up` would do about it.
                self._read(stack, common)
                stack.preview(diff=True, suppress_outputs=True, **{**common, "on_event": self._narrator()})
        return {}

    def _read(self, stack: automation.Stack, common: dict[str, Any]) -> None:
        if self.request.reread == ():
            return
        only = {"target": list(self.request.reread)} if self.request.reread else {}
        narrator = self._narrator(refreshing=True)
        stack.refresh(**{**common, **only, "on_event": narrator}, suppress_outputs=True)

    def _ask(self, guard: Guard, stack: automation.Stack, common: dict[str, Any]) -> None:
        """Preview, in silence; what the guard says to it ends the run."""
        narrator = self._narrator()
        stack.preview(diff=True, suppress_outputs=True, **{**common, "on_event": narrator})
        self.narrators.remove(narrator)
        if said := judge(self.request.stack.name, narrator.resources.values(), guard):
            raise KominfoError(said)

    def _narrator(self, *, refreshing: bool = False) -> Narrator:
        self.narrators.append(Narrator(self.request.stack.name, self.emit, refreshing=refreshing))
        return self.narrators[-1]

    def _program(self) -> Callable[[], None]:
        module, _, function = self.request.program.partition(":")
        declare, asked = getattr(importlib.import_module(module), function), self.request

        def program() -> None:
            try:
                declare(Path(asked.folder), asked.part, asked.upstream, asked.secrets)
            except KominfoError as fault:
                self.problems.extend(fault.problems)
                raise RunError(PROGRAM_FAULT) from None
            except Exception as fault:
                self.log.write(traceback.format_exc())
                self._add(f"the program broke: {type(fault).__name__}: {fault}")
                raise RunError(PROGRAM_FAULT) from None

        return program


def nursery_address(engine: Engine, stack: Stack) -> Path:
    return engine.work(stack) / "nursery"


def _lifeline(run: Run) -> None:
    sys.stdin.read()
    with contextlib.suppress(OSError):  # nobody is left to be told
        run.interrupt()


def main() -> int:
    """Entry of the child process; exits 0 whenever a result was told."""
    given = json.loads(sys.stdin.readline())
    engine = Engine.from_json(given)
    if "look" in given:
        stacks = [Stack(given["city"], part) for part in given["look"]]
        looker.main(engine, stacks, tuple(given["plugin_path"]))
        return 0
    request = StackRequest.from_json(given["request"])
    open_nursery(nursery_address(engine, request.stack), request.plugin_path)  # while there is one thread
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    writing = threading.Lock()  # events come from the engine's threads and the follower's

    def send(message: dict[str, Any]) -> None:
        with writing:
            channel.write(json.dumps(message) + "\n")

    with request.stack.log(engine.home).open("w", buffering=1) as log:
        os.dup2(log.fileno(), sys.stdout.fileno())  # a program's print must not enter the channel
        os.dup2(log.fileno(), sys.stderr.fileno())
        run = Run(engine, request, lambda event: send({"event": asdict(event)}), log)
        for number in (signal.SIGINT, signal.SIGTERM):
            # Elsewhere: the main thread may be holding the channel just now.
            signal.signal(number, lambda *_: threading.Thread(target=run.interrupt, daemon=True).start())
        threading.Thread(target=_lifeline, args=(run,), daemon=True).start()
        send({"result": run.result().to_json()})
    return 0
