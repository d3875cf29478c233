"""Broken cities are kept as what makes them broken: their files are laid over ``cities/valid``.

Beside those files a folder may hold ``absent.txt`` (files of the valid city to leave out), ``links.txt``
(names and targets of symbolic links: in words, because a loop of links stops other tools) and ``name.txt``
(the name of the city's folder). ``expected.txt`` is what a person is told, word for word.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from infra.errors import KominfoError
from infra.model import load_city

CITIES = Path(__file__).parent / "cities"
NOTES = ("expected.txt", "absent.txt", "links.txt", "name.txt")


def faults() -> list[str]:
    return sorted(folder.name for folder in CITIES.iterdir() if folder.name != "valid")


def _note(fault: str, name: str) -> str:
    note = CITIES / fault / name
    return note.read_text() if note.exists() else ""


def lay_out(fault: str, into: Path) -> Path:
    """The city ``fault`` as a folder of its own."""
    folder = into / (_note(fault, "name.txt").strip() or "siantar")
    shutil.copytree(CITIES / "valid", folder)
    if fault != "valid":
        ignore = shutil.ignore_patterns(*NOTES)
        shutil.copytree(CITIES / fault, folder, dirs_exist_ok=True, ignore=ignore)
    for absent in _note(fault, "absent.txt").split():
        (folder / absent).unlink()
    for link in _note(fault, "links.txt").splitlines():
        name, target = link.split()
        (folder / name).symlink_to(target)
    return folder


def verdict(folder: Path) -> str:
    """What ``load_city`` says, with places relative to the folder's parent."""
    try:
        city = load_city(folder)
    except KominfoError as error:
        said = f"refused\n{error}\n"
    else:
        said = "\n".join(["accepted", *map(str, city.warnings)]) + "\n"
    return said.replace(f"{folder.parent}/", "")
