"""Numbers built like a NIK, in what everybody will read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from django.utils.html import strip_tags

from opd.private import masked, niks

# In files only the groups that people write a NIK in: budgets are full of figures in groups of three.
_WRITTEN = re.compile(
    r"(?<!\d)(?<!\d[.,-])"
    r"(?:\d{16}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .-])\d{6}\2\d{4}|(?<!\d )\d(?: \d){15}(?! \d))"
    r"(?!\d)(?![.,-]\d)"
)


def holds(text: str) -> bool:
    """Whether one of its 16-digit numbers is built like a NIK; tags, blanks, dots and dashes do not hide it."""
    return bool(niks(unescape(strip_tags(text))))


def within(text: str) -> list[str]:
    """Those of a file's text, masked, each once and in their order."""
    return list(dict.fromkeys(_written(text)))


def _written(text: str) -> Iterator[str]:
    for found in _WRITTEN.finditer(text):
        if niks(found[0]):
            yield masked(re.sub(r"\D", "", found[0]))
