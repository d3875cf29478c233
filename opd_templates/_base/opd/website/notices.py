"""What an editor is told with the next page, by what knows nothing of requests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_said: ContextVar[list[str] | None] = ContextVar("website_notices", default=None)


def say(text: str) -> None:
    """Where nobody asked, as in a command, nobody is told."""
    said = _said.get()
    if said is not None:
        said.append(text)


@contextmanager
def collected() -> Iterator[list[str]]:
    said: list[str] = []
    before = _said.set(said)
    try:
        yield said
    finally:
        _said.reset(before)
