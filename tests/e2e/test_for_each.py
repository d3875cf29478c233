"""Many sites that are alike: the pilot first, the others by one line, each under its own name."""

from __future__ import annotations

import re

import pytest

from infra.backends.visit import get
from tests.support.story import Story

pytestmark = pytest.mark.timeout(2400)

LABELS = ("kel-bantan", "kel-melayu", "kel-toba")
PART = """\
opd: kelurahan
name: Kelurahan se-Kota
sites:
  - for_each:
      - {label: kel-bantan, name: Kelurahan Bantan}
      - {label: kel-melayu, name: Kelurahan Melayu}
      - {label: kel-toba, name: Kelurahan Toba}
    source: kelurahan/web
    replicas: 1
"""
RECIPE = "ARG WEB\nFROM ${WEB}\nCOPY index.html /srv/www/\n"


def pages(story: Story) -> list[str]:
    """What each of the sites answers: its page's text, or its status where there is none."""
    outputs = story.outputs()
    domain = story.city.datacenter.domain
    edge, ca_file = outputs["edges"][0]["address"], outputs["ca_file"]
    answers = [get(edge, f"{label}.{domain}", ca_file=ca_file) for label in LABELS]
    return [one.body.strip() if one.status == 200 else str(one.status) for one in answers]


def publish(story: Story, page: str, release: str | None) -> str:
    """`up` with that page in the folder, and that line in the file."""
    (story.folder / "kelurahan" / "web" / "index.html").write_text(page)
    line = f"    release: {release}\n" if release else ""
    (story.folder / "kelurahan.yaml").write_text(f"{PART}{line}")
    return story.do("up", "kelurahan")


def newest(story: Story) -> str:
    """The digest of the release that the pilot runs."""
    said = story.do("rollback", "kelurahan", "--list")
    found = re.search(r"sha256:[0-9a-f]{64}", said)
    assert found, said
    return found[0]


@pytest.fixture(scope="module")
def alike(story: Story) -> Story:
    story.do("demo", "--no-hosts")
    folder = story.folder / "kelurahan" / "web"
    folder.mkdir(parents=True)
    (folder / "Dockerfile").write_text(RECIPE)
    return story


def test_the_pilot_goes_first_and_one_line_brings_the_others_to_its_release(alike: Story) -> None:
    publish(alike, "satu", "none")
    assert pages(alike) == ["satu", "404", "404"]
    first = newest(alike)
    publish(alike, "satu", first)
    assert pages(alike) == ["satu", "satu", "satu"]
    told = alike.on("siantar-1", "docker", "service", "inspect", "web-kel-toba", "--format", "{{json .Spec}}")
    assert "SITE_NAME=Kelurahan Toba" in told
    assert "SITE_HOST=kel-toba.pematangsiantar.test" in told


def test_a_newer_release_is_tried_at_the_pilot_alone(alike: Story) -> None:
    first = newest(alike)
    publish(alike, "dua", first)
    assert pages(alike) == ["dua", "satu", "satu"]
    assert alike.kominfo("preview", alike.folder.name, "kelurahan").code == 0
    publish(alike, "dua", newest(alike))
    assert pages(alike) == ["dua", "dua", "dua"]


def test_without_the_line_they_follow_the_pilot_and_a_pin_of_it(alike: Story) -> None:
    publish(alike, "tiga", None)
    assert pages(alike) == ["tiga", "tiga", "tiga"]
    alike.do("rollback", "kelurahan", "--site", "kel-bantan", "--why", "salah tulis")
    assert pages(alike) == ["dua", "dua", "dua"]
    alike.do("verify", "--quiet")


def test_they_go_as_one_part(alike: Story) -> None:
    (alike.folder / "kelurahan.yaml").unlink()
    alike.do("destroy", "kelurahan", "--yes")
    assert pages(alike) == ["404", "404", "404"]
