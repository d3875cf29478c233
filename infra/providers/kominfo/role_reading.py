"""Reads of roles that come at once become one run of Ansible a server."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from infra.backends.ansible import Outcome, RoleCall
from infra.backends.ssh import Connection

# An Ansible run keeps a core busy; more of them at once only makes each one slower.
AT_ONCE = threading.BoundedSemaphore(max(3, 2 * (os.cpu_count() or 1)))
QUIET_SECONDS = 0.3

Check = Callable[[Sequence[RoleCall]], list[Outcome | None]]


@dataclass(slots=True)
class _Batch:
    calls: list[RoleCall] = field(default_factory=list)
    more: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    outcomes: list[Outcome | None] = field(default_factory=list)


class Readings:
    """``check`` is asked once for all calls of a connection, once no more of them come for a moment."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._lock = threading.Lock()
        self._open: dict[Connection, _Batch] = {}

    def of(self, call: RoleCall) -> Outcome | None:
        """What the role would change; None when it must be asked alone."""
        with self._lock:
            leads = call.connection not in self._open
            batch = self._open.setdefault(call.connection, _Batch())
            place = len(batch.calls)
            batch.calls.append(call)
            batch.more.set()
        if leads:
            self._lead(batch, call.connection)
        batch.done.wait()
        return batch.outcomes[place]

    def _lead(self, batch: _Batch, conn: Connection) -> None:
        while batch.more.is_set():
            batch.more.clear()
            batch.more.wait(QUIET_SECONDS)
        with AT_ONCE:
            with self._lock:  # those that came while others were at work are asked, too
                del self._open[conn]
            batch.outcomes = [None] * len(batch.calls)
            try:
                if len(batch.calls) > 1:
                    batch.outcomes = self._check(batch.calls)
            finally:
                batch.done.set()
