"""Template `queue`: its tests pass in the image, and what it ships fits together."""

from __future__ import annotations

import re
from pathlib import Path

from infra.home import CHECKOUT
from infra.scaffold import TEMPLATES, new
from tests.support.app_image import AppImage
from tests.support.guide import GUIDES
from tests.support.pages import ensure_pure_tests_pass, quoted_nowhere
from tests.support.queue_site import Served

TESTS = CHECKOUT / "opd_templates" / "_base" / "tests" / "queue"
LIBRARY = TESTS.parents[1] / "opd"


def test_the_rules_own_tests() -> None:
    ensure_pure_tests_pass(TESTS / "pure")


def test_a_project_passes_its_own_and_the_librarys_tests(app_image: AppImage, city: Path) -> None:
    project = new("queue", "pkm-parsoburan", city).paths[1]
    outcome = app_image.run_tests(project, TESTS, "tests.test_antrian", "tests.queue")
    assert outcome.passed, outcome.text
    assert outcome.count > 90


def test_the_migration_is_what_the_models_say(app_image: AppImage, puskesmas: Served) -> None:
    assert "No changes detected" in puskesmas[0].ask("makemigrations", "--check", "--dry-run", "queue")


def test_a_file_with_faults_stops_the_app_with_their_lines(app_image: AppImage, city: Path) -> None:
    project = new("queue", "pkm-parsoburan", city).paths[1]
    file = project / "antrian.yaml"
    file.write_text(
        file.read_text().replace("panggil: 3", "panggil: 0").replace("rujuk: [B, L, F]", "rujuk: [B, Q]")
    )
    outcome = app_image.run_tests(project)
    assert not outcome.passed
    assert re.search(r"antrian\.yaml:\d+:\d+: batas\.panggil: 0 is refused", outcome.text)
    assert "poli.A.rujuk[1]: 'Q' is no other room with numbers" in outcome.text


def test_the_guide_names_what_is_on_the_screen() -> None:
    guide = (TEMPLATES["queue"] / "{{cookiecutter.opd}}" / "PANDUAN.md").read_text()
    assert len(re.findall("“(.+?)”", guide)) > 15
    places = [LIBRARY / one for one in ("queue", "templates", "views", "reveal.py", "apps.py")]
    assert quoted_nowhere(guide, *places) == []
    assert quoted_nowhere((GUIDES / "queue.md").read_text(), *places) == []
    wrong = guide.replace("“Panggil berikutnya”", "“Panggil lanjut”", 1)
    assert quoted_nowhere(wrong, *places) == ["Panggil lanjut"]
