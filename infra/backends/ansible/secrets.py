"""Keep secret values out of messages, also where a role forgot ``no_log``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

SHORTEST = 6
"""Shorter values are part of ordinary words; hiding them would only spoil the message."""


class Veil:
    """Covers every text found in ``secrets`` (at any depth, and each line of it) with ``***``."""

    def __init__(self, secrets: Mapping[str, Any]) -> None:
        found = {line for text in _texts(secrets) for line in (text, *text.splitlines())}
        self._hidden = sorted((text for text in found if len(text) >= SHORTEST), key=len, reverse=True)

    def over(self, text: str) -> str:
        for hidden in self._hidden:
            text = text.replace(hidden, "***")
        return text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
