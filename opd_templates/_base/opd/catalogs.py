"""Translations (``.po``) as Python reads them (``.mo``), beside each: ``python3 -m opd.catalogs``.

The base image's build runs it, so no compiled file is kept with the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polib

LIBRARY = Path(__file__).parent


def compiled(folder: Path = LIBRARY) -> Iterator[Path]:
    """Each file that was written. ``OSError`` where a catalog cannot be read."""
    for catalog in sorted(folder.rglob("*.po")):
        file = catalog.with_suffix(".mo")
        polib.pofile(str(catalog)).save_as_mofile(str(file))
        yield file


if __name__ == "__main__":
    for written in compiled():
        print(written)  # noqa: T201  # the build's log
