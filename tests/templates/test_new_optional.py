"""What only some templates ask for: who leads the office, and when it is open."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from infra.errors import KominfoError
from infra.model import load_city
from infra.scaffold import TEMPLATES, new
from infra.scaffold.render import variables
from infra.scaffold.update import plan_update
from tests.templates.sites import tree
from tests.templates.supported import leave

DASH = "\N{EN DASH}"
HEAD, HOURS = "Butet Umpama, M.Si", "Senin-Kamis 07.30-16.15; Sabtu, Minggu, dan hari libur tutup"


def asking(name: str) -> list[str]:
    return [template for template in TEMPLATES if name in variables(TEMPLATES[template])]


@pytest.mark.parametrize("name", ["head_name", "hours"])
def test_a_template_that_would_not_use_it_takes_none(city: Path, name: str) -> None:
    for template in set(TEMPLATES) - set(asking(name)):
        with pytest.raises(KominfoError, match=f"this template does not ask for `{name}`"):
            new(template, "dlh", city, {name: HEAD}, permission=leave(template))


@pytest.mark.parametrize(
    "hours",
    [
        "Senin 8-16",
        "Senin 08.00",
        "08.00-16.00",
        "Senin 08.00-16.00;Jumat tutup",
        'Senin", x: {{ 7*7 }} tutup',
        "Senin\nJumat tutup",
        "Senin 08.00-16.00; ",
    ],
)
def test_hours_that_nobody_could_read_are_refused(city: Path, hours: str) -> None:
    before = tree(city.parent)
    with pytest.raises(KominfoError, match="are no opening hours") as refusal:
        new("website", "dlh", city, {"hours": hours})
    assert [problem.path for problem in refusal.value.problems] == ["hours"]
    assert tree(city.parent) == before


def test_a_head_has_a_name_for_people(city: Path) -> None:
    with pytest.raises(KominfoError, match="is not a name for people") as refusal:
        new("letters", "dlh", city, {"head_name": '"; x: {{ 7*7 }}'})
    assert [problem.path for problem in refusal.value.problems] == ["head_name"]


@pytest.mark.parametrize("template", ["website", "service", "letters"])
def test_the_profile_says_who_leads_the_office(city: Path, template: str) -> None:
    source = new(template, "dlh", city, {"head_name": HEAD}).paths[1]
    assert yaml.safe_load((source / "profil.yaml").read_text())["head_name"] == HEAD


def test_and_when_it_is_open(city: Path) -> None:
    source = new("website", "dlh", city, {"hours": HOURS}).paths[1]
    assert yaml.safe_load((source / "profil.yaml").read_text())["hours"] == [
        {"days": f"Senin{DASH}Kamis", "time": f"07.30{DASH}16.15"},
        {"days": "Sabtu, Minggu, dan hari libur", "time": "tutup"},
    ]
    static = new("website-static", "dlh", city, {"hours": HOURS, "head_name": HEAD, "label": "info"}).paths[1]
    told = yaml.safe_load((static / "hugo.yaml").read_text())["params"]["jam_layanan"]
    assert told[1] == {"hari": "Sabtu, Minggu, dan hari libur", "jam": "tutup"}
    assert f'nama: "{HEAD}"' in (static / "content" / "_index.md").read_text()
    assert yaml.safe_load((static / "data" / "struktur.yaml").read_text())["nama"] == HEAD


def test_an_update_knows_what_was_told_then(city: Path) -> None:
    source = new("website", "dlh", city, {"hours": HOURS, "head_name": HEAD}).paths[1]

    assert plan_update(source, "dlh", load_city(city)).changes == ()
