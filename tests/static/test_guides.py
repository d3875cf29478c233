"""Guides with pictures: what they show is there, described and small, and made by the test they name."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "docs" / "panduan"
GUIDES = sorted(FOLDER.glob("*.md"))
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?!https?:)([^)#]+)\)")
MADE_BY = re.compile(r"`(tests/\S+\.py)::(test_\w+)`")
MOST = 600_000  # bytes of a guide's pictures
TELLS = 20  # letters of a picture's description, at least


def named(guide: Path) -> dict[str, str]:
    """The pictures of a guide, by their files, with what is said of them to who does not see them."""
    found = PICTURE.findall(guide.read_text())
    assert len(found) == len({file for _, file in found}), "shown twice"
    return {file: told for told, file in found}


def made(test: Path, app: str) -> list[str]:
    """The names that a file of tests gives to ``picture(page, app, name)``."""
    calls = [
        [argument.value for argument in node.args[1:] if isinstance(argument, ast.Constant)]
        for node in ast.walk(ast.parse(test.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "picture"
    ]
    assert all(len(call) == 2 for call in calls), "names of pictures are written out, to be found"
    return sorted(str(name) for of, name in calls if of == app)


def test_there_are_guides_and_every_picture_belongs_to_one() -> None:
    shown = {FOLDER / file for guide in GUIDES for file in named(guide)}
    assert shown
    assert {path for path in FOLDER.rglob("*") if path.is_file() and path.suffix != ".md"} == shown


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_pictures_are_there_small_and_described(guide: Path) -> None:
    pictures = named(guide)
    assert [file for file in pictures if not (FOLDER / file).is_file()] == []
    assert [file for file in pictures if not (FOLDER / file).read_bytes().startswith(b"\xff\xd8\xff")] == []
    assert [file for file, told in pictures.items() if len(told) < TELLS] == []
    assert sum((FOLDER / file).stat().st_size for file in pictures) <= MOST


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_a_guide_says_which_tests_make_its_pictures(guide: Path) -> None:
    tests = MADE_BY.findall(guide.read_text())
    assert tests
    for file, test in tests:
        assert f"def {test}(" in (CHECKOUT / file).read_text()
    drawn = [
        name for file in sorted({file for file, _ in tests}) for name in made(CHECKOUT / file, guide.stem)
    ]
    assert sorted(f"{guide.stem}/{name}.jpg" for name in drawn) == sorted(named(guide))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_a_guides_links_lead_somewhere(guide: Path) -> None:
    links = LINK.findall(guide.read_text())
    assert any(link.endswith("PANDUAN.md") for link in links)
    assert [link for link in links if not (guide.parent / unquote(link)).exists()] == []
