"""Runs several parts side by side, so many at a time; one that fails stops no other."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

from infra.engine.engine import Engine
from infra.engine.request import Event, StackRequest, StackResult
from infra.engine.run import FinderOf, OnEvent, run_stack
from infra.engine.starter import Starter
from infra.engine.stop import Stop, on_signals


def run_parts(
    engine: Engine,
    requests: Sequence[StackRequest],
    bound: int | None,
    on_event: OnEvent,
    *,
    finder: FinderOf | None = None,
    stop: Stop | None = None,
    starter: Starter | None = None,
) -> list[StackResult]:
    """Run all ``requests``, at most ``bound`` (default: one per core) at once; results in their order.

    ``on_event`` is called by one run at a time. After an interrupt those not begun answer ``interrupted``.
    A ``starter`` that is warm already saves them their imports.
    """
    if not requests:
        return []
    own = stop or Stop()
    speaking = threading.Lock()

    def tell(event: Event) -> None:
        with speaking:
            on_event(event)

    def run(request: StackRequest) -> StackResult:
        return run_stack(engine, request, tell, finder=finder, stop=own, starter=warm)

    listen = stop is None and threading.current_thread() is threading.main_thread()
    workers = max(1, min(bound or os.cpu_count() or 1, len(requests)))
    with (
        on_signals(own) if listen else nullcontext(),
        nullcontext(starter) if starter else Starter(requests[0].plugin_path) as warm,
        ThreadPoolExecutor(workers) as pool,
    ):
        return list(pool.map(run, requests))
