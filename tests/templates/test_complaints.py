"""Template `complaints`: its tests pass in the image, and what it ships fits together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from infra.home import CHECKOUT
from tests.support.app_image import AppImage
from tests.support.complaints_site import TEMPLATE, baked
from tests.support.guide import GUIDES
from tests.support.pages import ensure_pure_tests_pass, quoted_nowhere

LIBRARY = CHECKOUT / "opd_templates" / "_base"
TESTS = LIBRARY / "tests" / "complaints"


def test_the_rules_own_tests() -> None:
    ensure_pure_tests_pass(TESTS / "pure")


def test_the_guide_names_what_is_on_the_screen() -> None:
    guide = (TEMPLATE / "{{cookiecutter.opd}}" / "PANDUAN.md").read_text()
    assert len(re.findall("“", guide)) > 20
    places = [LIBRARY / "opd" / one for one in ("complaints", "templates", "views")]
    assert quoted_nowhere(guide, *places) == []
    assert quoted_nowhere((GUIDES / "complaints.md").read_text(), *places) == []
    assert quoted_nowhere(guide.replace("“Selesaikan”", "“Tuntaskan”"), *places) == ["Tuntaskan"]


def test_a_project_passes_its_own_and_the_librarys_tests(app_image: AppImage, city: Path) -> None:
    outcome = app_image.run_tests(baked(city), TESTS, "tests.test_aduan", "tests.complaints")
    assert outcome.passed, outcome.text
    assert outcome.count > 130


@pytest.mark.parametrize(
    ("file", "right", "wrong", "told"),
    [
        ("aduan.yaml", "awalan: SQS", "awalan: sqs", r"aduan\.yaml:4:9: awalan: 'sqs' is not a prefix"),
        ("wilayah.yaml", '"12.72.01.1001"', '"12.72"', r"wilayah\.yaml:\d+:\d+: .* is not a code"),
        ("batas-kota.geojson", "Polygon", "Point", r"batas-kota\.geojson: no Polygon"),
    ],
)
def test_a_fault_in_its_data_stops_it_with_the_place(
    app_image: AppImage, city: Path, file: str, right: str, wrong: str, told: str
) -> None:
    project = baked(city)
    path = project / file
    path.write_text(path.read_text().replace(right, wrong, 1))
    outcome = app_image.run_tests(project, None, "tests.test_aduan")
    assert not outcome.passed
    assert re.search(told, outcome.text), outcome.text
