"""The text of a letter: paragraphs and tables of the type's file, with the answers in their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from opd.letters.rules.kinds import LetterType, Table

PLACE = re.compile(r"\{([a-z0-9_]+)\}")
NOTHING = "-"

Rows = list[tuple[str, str]]


def places(text: str) -> Iterator[str]:
    return (found[1] for found in PLACE.finditer(text))


def filled(kind: LetterType, words: Mapping[str, str]) -> list[str | Rows]:
    """Paragraphs as texts, tables as rows of label and value. What people wrote is not searched for places again, and
    stays in one line: nobody writes another paragraph into a letter."""
    plain = {code: " ".join(word.split()) or NOTHING for code, word in words.items()}

    def word(found: re.Match[str]) -> str:
        return plain.get(found[1], NOTHING)

    return [_part(kind, part, plain, word) for part in kind.body]


def _part(
    kind: LetterType, part: str | Table, plain: Mapping[str, str], word: Callable[[re.Match[str]], str]
) -> str | Rows:
    if isinstance(part, Table):
        return [(kind.label(code), plain.get(code, NOTHING)) for code in part.codes]
    return PLACE.sub(word, part)


def initials(name: str) -> str:
    """``Siti Rekaan Putri`` is ``S.R.P.``: at most four letters, and nothing of what is no name."""
    words = "".join(sign if sign.isalpha() else " " for sign in name).split()
    return "".join(f"{word[0].upper()}." for word in words[:4]) or NOTHING
