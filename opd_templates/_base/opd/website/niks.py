"""Numbers built like a NIK, in what everybody will read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags

from opd.private import masked, validate_nik

# Written in groups as well: with blanks, a dot or a dash between two digits. Each start is looked at, for a number may
# stand before it. Not " - ": from 05-01-2026 - 03-02-2026 would be a NIK.
_DIGITS = re.compile(r"(?<!\d)(?=(\d(?:(?:[^\S\r\n\t]+|[.-])?\d){15})(?!\d))")
# In files only the groups that people write a NIK in: budgets are full of figures in groups of three.
_WRITTEN = re.compile(
    r"(?<!\d)(?<!\d[.,-])"
    r"(?:\d{16}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .-])\d{6}\2\d{4}|(?<!\d )\d(?: \d){15}(?! \d))"
    r"(?!\d)(?![.,-]\d)"
)


def holds(text: str) -> bool:
    """Whether one of its 16-digit numbers is built like a NIK; tags, blanks, dots and dashes do not hide it."""
    return any(_is_nik(number) for number in _DIGITS.findall(unescape(strip_tags(text))))


def within(text: str) -> list[str]:
    """Those of a file's text, masked, each once and in their order."""
    return list(dict.fromkeys(_written(text)))


def hidden(text: str) -> str:
    """The text with its NIKs masked, whatever stands between their digits."""
    for number in filter(_is_nik, _DIGITS.findall(text)):
        text = text.replace(number, masked(re.sub(r"\D", "", number)))
    return text


def _written(text: str) -> Iterator[str]:
    for found in _WRITTEN.finditer(text):
        if _is_nik(found[0]):
            yield masked(re.sub(r"\D", "", found[0]))


def _is_nik(number: str) -> bool:
    try:
        validate_nik(re.sub(r"\D", "", number))
    except ValidationError:
        return False
    return True
