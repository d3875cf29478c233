"""The process that reads one document (``opd.website.reading``): a file from standard input, its text to standard
output, as far as memory, time and ``MOST_TEXT`` reach. It knows nothing of Django."""

from __future__ import annotations

import io
import resource
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, NoReturn
from xml.parsers import expat

MOST_MEMORY = 128 * 1024**2
MOST_SECONDS = 15
MOST_TEXT = 4_000_000
CHUNK = 64 * 1024
CUT = 3
# What ends a piece of text: a shared or an own text of a cell, a value, a paragraph of a drawing, a remark.
BREAKS = {"si", "is", "v", "p", "comment"}


def main() -> None:
    _stay_small()
    left = MOST_TEXT
    for piece in {"pdf": _of_pdf, "xlsx": _of_table}[sys.argv[1]](io.BytesIO(sys.stdin.buffer.read())):
        sys.stdout.buffer.write(piece[:left].encode(errors="replace"))
        sys.stdout.buffer.flush()
        left -= len(piece)
        if left < 0:
            sys.exit(CUT)


def _stay_small() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    with suppress(OSError):  # where memory ends all the same, it is this process that goes, and not the app
        Path("/proc/self/oom_score_adj").write_text("1000")


def _of_pdf(content: IO[bytes]) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(content)
    for page in reader.pages:
        yield page.extract_text() + "\n"
    for value in reader.get_form_text_fields().values():
        yield f"{value or ''}\n"


def _of_table(content: IO[bytes]) -> Iterator[str]:
    with zipfile.ZipFile(content) as archive:
        for name in archive.namelist():
            if name.startswith("xl/") and name.endswith(".xml"):
                with archive.open(name) as file:
                    yield from _of_xml(file)


def _of_xml(file: IO[bytes]) -> Iterator[str]:
    """A piece at a time, however much is packed into it."""
    pieces: list[str] = []
    parser = expat.ParserCreate()
    parser.CharacterDataHandler = pieces.append
    parser.StartDoctypeDeclHandler = _refused
    parser.EndElementHandler = lambda name: pieces.append("\n") if name.rpartition(":")[2] in BREAKS else None
    while chunk := file.read(CHUNK):
        parser.Parse(chunk)
        yield "".join(pieces)
        pieces.clear()
    parser.Parse(b"", True)  # the end; expat takes no name for it


def _refused(*_: object) -> NoReturn:
    """Entities unfold without end; Excel declares none."""
    raise ValueError("a document type is declared")


if __name__ == "__main__":
    main()
