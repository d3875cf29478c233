"""`for_each`: one entry of a file, many sites that are alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.model import Opd, load_city
from tests.unit.model.cities_on_disk import lay_out

RELEASE = f"sha256:{'7' * 64}"
PART = """\
opd: dinkes
name: Dinas Kesehatan
sites:
  - {label: dinkes, source: dinkes/web}
  - for_each:
      - {label: pkm-satu, name: Puskesmas Satu}
      - {label: pkm-dua, name: Puskesmas Dua, memory: 96M, environment: {SITE_PHONE: (0622) 2}}
      - {label: pkm-tiga, name: Puskesmas Tiga}
    source: dinkes/web
    memory: 80M
    environment: {TZ: Asia/Jakarta, SITE_PHONE: (0622) 1}
"""


def loaded(text: str, into: Path) -> Opd:
    folder = lay_out("valid", into)
    (folder / "dinkes.yaml").write_text(text)
    return load_city(folder).opd("dinkes")


def test_each_row_is_a_site_and_the_first_is_what_is_built(tmp_path: Path) -> None:
    web, pilot, *others = loaded(PART, tmp_path).sites
    assert (web.label, web.like, web.name) == ("dinkes", None, None)
    assert (pilot.label, pilot.source, pilot.like) == ("pkm-satu", "dinkes/web", None)
    assert [(one.label, one.name, one.source, one.like) for one in others] == [
        ("pkm-dua", "Puskesmas Dua", None, "pkm-satu"),
        ("pkm-tiga", "Puskesmas Tiga", None, "pkm-satu"),
    ]
    assert [one.memory // 2**20 for one in (pilot, *others)] == [80, 96, 80]
    assert [one.environment for one in (pilot, *others)] == [
        {"TZ": "Asia/Jakarta", "SITE_PHONE": "(0622) 1"},
        {"TZ": "Asia/Jakarta", "SITE_PHONE": "(0622) 2"},
        {"TZ": "Asia/Jakarta", "SITE_PHONE": "(0622) 1"},
    ]


@pytest.mark.parametrize(
    ("release", "labels"), [("none", ["pkm-satu"]), (RELEASE, ["pkm-satu", "pkm-dua", "pkm-tiga"])]
)
def test_one_line_says_what_all_but_the_pilot_run(release: str, labels: list[str], tmp_path: Path) -> None:
    _, pilot, *others = loaded(f"{PART}    release: {release}\n", tmp_path).sites
    assert [one.label for one in (pilot, *others)] == labels
    assert pilot.release is None
    assert {one.release for one in others} <= {release}


def test_a_pin_is_the_pilot_s_and_the_others_follow_it(tmp_path: Path) -> None:
    pinned = f'{PART}    pin: {{digest: "{RELEASE}", by: budi, why: rusak}}\n'
    _, pilot, *others = loaded(pinned, tmp_path).sites
    assert pilot.pin
    assert pilot.pin.digest == RELEASE
    assert [one.pin for one in others] == [None, None]
