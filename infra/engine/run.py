"""Runs one operation on one part's stack in a process of its own, and answers how it ended."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace

from infra.engine import backups, heal, history, locks
from infra.engine.engine import Engine
from infra.engine.heal import Finder
from infra.engine.locate import ensure_engine
from infra.engine.passphrase import Prompt, unlock
from infra.engine.processes import end_family
from infra.engine.request import Event, StackRequest, StackResult
from infra.engine.starter import Child, Starter
from infra.engine.stop import Stop, on_signals
from infra.errors import KominfoError, Problem
from infra.files import locked, unwritable
from infra.home import Home, private_directory

OnEvent = Callable[[Event], None]
Held = tuple[tuple[int, ...], list[str]]
FinderOf = Callable[[StackRequest], heal.OrphanFinder]


def open_engine(home: Home, progress: Callable[[str], None], prompt: Prompt | None = None) -> Engine:
    """Unlock the state, then find or build the engine; ``KominfoError`` before anything runs."""
    passphrase = unlock(home, prompt)
    return Engine(home, ensure_engine(home, progress), passphrase)


def run_stack(
    engine: Engine,
    request: StackRequest,
    on_event: OnEvent,
    *,
    finder: FinderOf | None = None,
    stop: Stop | None = None,
    starter: Starter | None = None,
) -> StackResult:
    """Run ``request`` to its end. What goes wrong with the stack is in the result; it does not raise.

    ``finder`` is asked for a look into the world only when a killed run left something to settle. Without a
    ``stop`` of the caller, Ctrl-C and SIGTERM end the run (in the main thread). Many share a ``starter``.
    """
    started = time.monotonic()
    blank = StackResult(request.stack.name, request.operation, "failed")
    own = stop or Stop()
    listen = stop is None and threading.current_thread() is threading.main_thread()
    hold: AbstractContextManager[Held] = nullcontext(((), []))
    if request.mutates:
        hold = changing(engine, request, finder)
    try:
        with on_signals(own) if listen else nullcontext(), hold as (held, notes):
            for note in notes:
                on_event(Event(request.stack.name, "message", time.time(), text=note))
            if own.requested:
                return replace(blank, outcome="interrupted", notes=tuple(notes))
            private_directory(engine.work(request.stack))
            with nullcontext(starter) if starter else Starter(request.plugin_path) as warm:
                result = _converse(engine, request, on_event, own, warm.start(held))
            # A disk that filled up meanwhile cut the file short, and others read it before the next run.
            if request.mutates and (mended := backups.mend(engine.home, request.stack)):
                notes.append(mended)
            return replace(result, notes=tuple(notes), seconds=round(time.monotonic() - started, 3))
    except KominfoError as fault:
        return replace(blank, errors=fault.problems, seconds=round(time.monotonic() - started, 3))
    except OSError as fault:
        problem = unwritable(fault, str(engine.home.root))
        return replace(blank, errors=(problem,), seconds=round(time.monotonic() - started, 3))


@contextmanager
def changing(engine: Engine, request: StackRequest, finder: FinderOf | None) -> Iterator[Held]:
    """One run at a time may change a stack, and what earlier runs left behind is settled first.

    Gives the lock's descriptor and what was settled. A child holds the lock too: it may outlive us a moment.
    """
    file = engine.work(request.stack) / "lock"
    try:
        with locked(file, wait=False) as descriptor:
            locks.claim(descriptor, history.who())
            yield (descriptor,), _prepare(engine, request, finder)
    except BlockingIOError:
        raise KominfoError(locks.claimed(request.stack, file)) from None


def _prepare(engine: Engine, request: StackRequest, finder: FinderOf | None) -> list[str]:
    """Make what earlier runs left behind fit to start from; tells what was done."""
    home, stack = engine.home, request.stack
    freed = locks.free_left_behind(home, stack)
    mended = backups.mend(home, stack)
    backups.keep(home, stack)
    backups.prune(home, stack)
    look: Finder | None = (lambda: finder(request)) if finder else None
    return [*freed, *([mended] if mended else []), *heal.settle(engine, stack, look)]


def _converse(
    engine: Engine, request: StackRequest, on_event: OnEvent, stop: Stop, child: Child
) -> StackResult:
    blank = StackResult(request.stack.name, request.operation, "interrupted")
    try:
        with stop.watching(child):
            return _listen(child, engine, request, on_event) or _lost(child, request, blank, stop)
    finally:
        end_family(child.pid)  # plugins that outlived their engine would go on changing the world
        child.close()


def _listen(child: Child, engine: Engine, request: StackRequest, on_event: OnEvent) -> StackResult | None:
    if not child.give({"request": request.to_json(), **engine.to_json()}):
        return None
    for line in child.stdout:
        told = json.loads(line)
        if "result" in told:
            return StackResult.from_json(told["result"])
        on_event(Event(**told["event"]))
    return None


def _lost(child: Child, request: StackRequest, blank: StackResult, stop: Stop) -> StackResult:
    """The child ended without a word: killed, by us or by somebody else."""
    if stop.requested:
        return blank
    said = child.stderr.read().strip().splitlines()
    reason = said[-1] if said else "it was killed, or the machine ran out of memory"
    problem = Problem(
        request.stack.name, "", "the run ended abruptly", reason, "run it again: it starts by healing"
    )
    return replace(blank, outcome="failed", errors=(problem,))
