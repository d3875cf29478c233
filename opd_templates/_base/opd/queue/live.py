"""The board as it stands, for everybody who watches: one thread reads it once a second, as long as somebody watches,
and wakes the streams when it is another one. Streams hold no connection to the database.

A stream is a thread of the server (``THREADS``): it ends by itself after a quarter of an hour, and its browser asks
anew.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator

from django.db import Error, connections

from opd import serving

log = logging.getLogger("opd.queue")
SECONDS = 1.0
ALIVE = 20.0
"""The edge takes a connection that is silent for 30 seconds for dead."""
LONGEST = 900.0
RETRY = b"retry: 3000\n\n"
SILENCE = b": masih di sini\n\n"


class Live:
    """``read`` tells what is shown, as one line of text."""

    def __init__(self, read: Callable[[], str], seconds: float = SECONDS) -> None:
        self._read, self._seconds = read, seconds
        self._changed = threading.Condition()
        self._wake = threading.Event()
        self._shown, self._version, self._watching = "", 0, 0
        self._thread: threading.Thread | None = None

    @property
    def watching(self) -> int:
        return self._watching

    def poke(self) -> None:
        """Something changed in this process: look at once. Others notice within a second."""
        self._wake.set()

    def frames(self, most: int, longest: float = LONGEST) -> Iterator[bytes] | None:
        """What a stream sends; None where ``most`` watch already."""
        with self._changed:
            if self._watching >= most or serving.stops():
                return None
            self._watching += 1
            if self._thread is None:
                self._shown, self._version = "", 0  # what the last ones saw is old
                self._thread = threading.Thread(target=self._watch, name="board", daemon=True)
                self._thread.start()
        return Stream(self, longest)

    def left(self) -> None:
        with self._changed:
            self._watching -= 1

    def after(self, seen: int, seconds: float) -> tuple[int, str]:
        """The version that follows ``seen``, or the same where none came in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != seen or serving.stops(), seconds)
            return self._version, self._shown

    def _watch(self) -> None:
        while True:
            self._wake.clear()
            try:
                shown = self._read()
            except Error as error:  # it comes back; meanwhile what was shown stays
                log.warning("the board cannot be read: %s", type(error).__name__)
                shown = self._shown
            finally:
                connections.close_all()
            with self._changed:
                if shown != self._shown:
                    self._shown, self._version = shown, self._version + 1
                    self._changed.notify_all()
                if serving.stops():
                    self._changed.notify_all()
                if not self._watching or serving.stops():
                    self._thread = None
                    return
            self._wake.wait(self._seconds)


class Stream:
    """Frames for one browser. Counted from its making on: Django closes it even when nothing was sent."""

    def __init__(self, live: Live, longest: float) -> None:
        self._live, self._until, self._open = live, time.monotonic() + longest, True
        self._frames = self._made()

    def __iter__(self) -> Iterator[bytes]:
        return self._frames

    def __next__(self) -> bytes:
        return next(self._frames)

    def close(self) -> None:
        self._frames.close()  # type: ignore[attr-defined]  # a generator
        if self._open:
            self._open = False
            self._live.left()

    def _made(self) -> Iterator[bytes]:
        connections.close_all()  # what the middlewares asked is answered; the pool is for others
        yield RETRY
        seen = 0
        while time.monotonic() < self._until and not serving.stops():
            version, shown = self._live.after(seen, ALIVE)
            if version != seen:
                seen = version
                yield f"id: {version}\ndata: {shown}\n\n".encode()
            else:
                yield SILENCE


def _board() -> str:
    from opd.queue import boards  # its models are there once apps are loaded

    return boards.text()


board = Live(_board)
