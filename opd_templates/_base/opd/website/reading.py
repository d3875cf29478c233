"""The text of a document, to look for what must not be published.

What a file unfolds to is not known before: each is read by a process of its own, small and short, as letters are made
(``opd.pdf``).
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

from opd.memory import one_at_a_time

SECONDS = 20


@dataclass(frozen=True, slots=True)
class Text:
    """``whole``: nothing was left out, and there was some; a scan has none."""

    words: str
    whole: bool


def read(content: bytes, ending: str) -> Text:
    """``ending``: pdf, xlsx. What came before an end of patience counts too."""
    program = [sys.executable, "-m", "opd.website.reading_process", ending]
    try:
        with one_at_a_time:
            done = subprocess.run(program, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        return Text(_decoded(error.stdout), whole=False)
    words = _decoded(done.stdout)
    return Text(words, whole=done.returncode == 0 and bool(words.strip()))


def _decoded(said: bytes | None) -> str:
    return (said or b"").decode(errors="replace")
