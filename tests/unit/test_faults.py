"""docs/faults.md and the tests name each other: no fault without a test, no test that no row tells of."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

from infra.home import CHECKOUT
from infra.model import load_city
from tests.support.lab import make_static

DOCUMENT = (CHECKOUT / "docs" / "faults.md").read_text()
ROWS = [line.split("|")[1:-1] for line in DOCUMENT.splitlines() if re.match(r"\|\s*\d", line)]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FAULTS = 26


def found_in(file: str) -> set[str]:
    tree = ast.parse((CHECKOUT / file).read_text())
    found = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    return {name for name in found if name.startswith("test_")}


def test_every_fault_of_the_list_has_a_row_and_every_row_a_test_or_says_it_has_none() -> None:
    assert sorted({int(row[0]) for row in ROWS}) == list(range(1, FAULTS + 1))
    without = [row for row in ROWS if not NAMED.search(row[-1]) and row[-1].strip() != "not yet"]
    assert without == []
    assert all(cell.strip() for row in ROWS for cell in row)


def test_the_tests_that_are_named_exist() -> None:
    named = NAMED.findall(DOCUMENT)
    assert [f"{file}::{test}" for file, test in named if test not in found_in(file)] == []


def test_every_test_of_the_tier_is_named_in_a_table() -> None:
    named = {test for _, test in NAMED.findall(DOCUMENT)}
    files = sorted((CHECKOUT / "tests" / "faults").glob("test_*.py"))
    existing = {test for file in files for test in found_in(str(file.relative_to(CHECKOUT)))}
    assert existing - named == set()


def test_the_city_of_the_faults_is_the_demo_without_databases(tmp_path: Path) -> None:
    """That tier runs by name alone; what ends it before it begins is seen here."""
    folder = tmp_path / "kota"
    shutil.copytree(CHECKOUT / "stacks" / "demo", folder)
    before = [opd.opd for opd in load_city(folder).opds]
    make_static(folder)
    after = load_city(folder)
    assert [opd.opd for opd in after.opds] == before
    assert not any(site.database for opd in after.opds for site in opd.sites)
