"""Numbers built like a NIK, in what everybody will read."""

from __future__ import annotations

import re
from html import unescape

from django.utils.html import strip_tags

from opd.private import is_nik, masked, niks

# Of a page, any sixteen digits with blanks, a dot or a dash between two of them: its editor is there to say otherwise.
# Each start is looked at, for a number may stand before it. Not " - ": from 05-01-2026 - 03-02-2026 would be a NIK.
_DIGITS = re.compile(r"(?<!\d)(?=(\d(?:(?:[^\S\r\n\t]+|[.-])?\d){15})(?!\d))")


def holds(text: str) -> bool:
    """Whether one of its 16-digit numbers is built like a NIK; tags, blanks, dots and dashes do not hide it."""
    return any(map(is_nik, _DIGITS.findall(unescape(strip_tags(text)))))


def within(text: str) -> list[str]:
    """Those of a file's text, masked, each once and in their order."""
    return list(dict.fromkeys(masked(re.sub(r"\D", "", written)) for written in niks(text)))
