"""Template `letters`: its tests pass in the image, and what it ships fits together."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

import pytest

from infra.home import CHECKOUT
from infra.scaffold import TEMPLATES
from tests.support.app_image import AppImage
from tests.support.guide import GUIDES
from tests.support.letters_site import baked
from tests.support.pages import ensure_pure_tests_pass, quoted_nowhere

TESTS = CHECKOUT / "opd_templates" / "_base" / "tests" / "letters"
MOST_MEMORY = 90 * 2**20


def test_the_pure_tests() -> None:
    ensure_pure_tests_pass(TESTS / "pure")


def test_the_guide_names_what_is_on_the_screen_and_every_role() -> None:
    guide = (TEMPLATES["letters"] / "{{cookiecutter.opd}}" / "PANDUAN.md").read_text()
    library = TESTS.parents[1] / "opd"
    places = [library / one for one in ("letters", "templates", "views", "apps.py")]
    assert quoted_nowhere(guide, *places) == []
    assert quoted_nowhere((GUIDES / "letters.md").read_text(), *places) == []
    assert quoted_nowhere(guide.replace("“Mulai memeriksa”", "“Sunting data”"), *places) == ["Sunting data"]
    roles = (
        "warga",
        "operator",
        "kasi",
        "lurah",
        "sekretaris",
        "rt",
        "rw",
        "camat",
        "admin kota",
        "pengelola",
    )
    titles = " ".join(re.findall(r"^## (.+)$", guide, re.MULTILINE)).lower()
    assert [role for role in roles if not re.search(rf"\b{role}\b", titles)] == []


def test_the_guides_say_how_big_a_photo_may_be() -> None:
    project = TEMPLATES["letters"] / "{{cookiecutter.opd}}"
    limit = re.search(r"paling_besar_mb: (\d+)", (project / "layanan.yaml").read_text())
    assert limit
    for guide in (project / "PANDUAN.md", GUIDES / "letters.md"):
        text = " ".join(guide.read_text().split())
        assert f"paling besar {limit[1]} MB tiap berkas" in text
        assert "Foto ponsel sering lebih besar dan lalu ditolak" in text


def test_what_an_office_has_to_be_told_of_its_own_is_written_down() -> None:
    own = re.search(r"^OF_ITS_OWN = \((.+)\)$", (TESTS.parents[1] / "opd/profile.py").read_text(), re.M)
    assert own
    wanted = {f"SITE_{name.upper()}" for name in re.findall(r"\w+", own[1])}
    for told in (CHECKOUT / "docs/reference.yaml", TEMPLATES["letters"] / "{{cookiecutter.opd}}/README.md"):
        assert wanted - set(re.findall(r"SITE_\w+", told.read_text())) == set(), told


def test_it_passes_its_own_and_the_librarys_tests(app_image: AppImage, city: Path) -> None:
    outcome = app_image.run_tests(baked(city), TESTS, "tests.test_surat", "tests.letters")
    assert outcome.passed, outcome.text
    assert outcome.count > 80


@pytest.mark.parametrize(
    ("file", "old", "new_text", "told"),
    [
        ("jenis/usaha.yaml", "sla_menit: 20", "sla_menit: dua puluh", "jenis/usaha.yaml:9:12: sla_menit"),
        ("layanan.yaml", "senin: 08.00-15.00", "senin: pagi", "layanan.yaml:6:10: jam.senin"),
    ],
)
def test_an_app_whose_files_have_faults_does_not_start(
    app_image: AppImage, city: Path, file: str, old: str, new_text: str, told: str
) -> None:
    source = baked(city)
    for name, before, after in (("jenis/domisili.yaml", "qr: true", "qr: ya"), (file, old, new_text)):
        text = (source / name).read_text()
        assert before in text
        (source / name).write_text(text.replace(before, after))
    outcome = app_image.run_tests(source)
    assert not outcome.passed
    assert told in outcome.text
    assert "jenis/domisili.yaml:7:5: qr: 'ya' is neither true nor false" in outcome.text


def test_the_container_keeps_within_its_memory(app_image: AppImage, city: Path) -> None:
    """As citizens leave it: public pages were opened, nothing was handed in yet."""
    with app_image.serving(baked(city), ["prepare"]) as app:
        for path in ("/", "/surat/usaha/", "/surat/tidak_mampu/", "/lacak/", "/v/", "/data-pribadi/") * 5:
            with urllib.request.urlopen(f"{app.url}{path}", timeout=30) as answer:  # noqa: S310  # our own container
                answer.read()
        used = app.container.stats(stream=False)["memory_stats"]
        idle = used["usage"] - used["stats"].get("inactive_file", 0)
        assert idle <= MOST_MEMORY, f"{idle / 2**20:.0f} MiB"
