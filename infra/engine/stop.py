"""How a run is ended early: gently at the first signal, at once at the second or when patience ends."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from infra.engine.processes import end_family
from infra.engine.starter import Child

GRACE = 45.0  # seconds a running step (a package installation, an image push) gets to come to its end


class Stop:
    """Shared by all runs of one command; ``request`` may be called from anywhere, any number of times."""

    def __init__(self, grace: float = GRACE) -> None:
        self._grace = grace
        self._lock = threading.RLock()
        self._running: set[Child] = set()
        self._count = 0

    @property
    def requested(self) -> bool:
        return self._count > 0

    @contextmanager
    def watching(self, child: Child) -> Iterator[None]:
        """Pass requests on to ``child`` while the block lasts."""
        with self._lock:
            self._running.add(child)
            if self.requested:  # it came while the child was being started
                child.interrupt()
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(child)

    def request(self) -> None:
        """First: every run starts no further step. Second, or after the grace: their processes are killed."""
        with self._lock:
            self._count += 1
            children = list(self._running)
            first = self._count == 1
        if first:
            for child in children:
                child.interrupt()
            timer = threading.Timer(self._grace, self.kill)
            timer.daemon = True
            timer.start()
        else:
            self.kill()

    def kill(self) -> None:
        with self._lock:
            children = list(self._running)
        for child in children:
            end_family(child.pid)


@contextmanager
def on_signals(stop: Stop) -> Iterator[Stop]:
    """SIGINT and SIGTERM become requests to ``stop`` while the block lasts. For the main thread alone."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        # Elsewhere: the main thread may be holding the lock just now.
        threading.Thread(target=stop.request, daemon=True).start()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
