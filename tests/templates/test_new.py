"""`new`: the right files, nothing replaced, nothing half done, nothing run that was typed."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.errors import KominfoError, UsageError
from infra.home import CHECKOUT
from infra.model import load_city
from infra.scaffold import TEMPLATES, create, new
from infra.scaffold.answers import Answers
from infra.scaffold.render import render, variables
from infra.scaffold.units import HEADS, known_units
from tests.templates.refused import CODE, REFUSED
from tests.templates.sites import tree
from tests.templates.supported import leave


def test_every_template_folder_is_found() -> None:
    folders = {path.name for path in (CHECKOUT / "opd_templates").iterdir() if path.is_dir()}
    assert set(TEMPLATES) == folders - {"_base"} >= {"website-static"}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_uses_checked_answers_only_and_runs_no_hooks(template: str) -> None:
    assert set(variables(TEMPLATES[template])) <= set(Answers.asked(variables(TEMPLATES[template])))
    assert not (TEMPLATES[template] / "hooks").exists()


def test_the_part_and_the_source_are_made_without_asking(city: Path) -> None:
    created = new("website-static", "dlh", city)
    assert created.paths == (city / "dlh.yaml", city / "dlh" / "web")
    assert yaml.safe_load((city / "dlh.yaml").read_text()) == {
        "opd": "dlh",
        "name": "Dinas Lingkungan Hidup",
        "sites": [
            {
                "label": "dlh",
                "source": "dlh/web",
                "replicas": 2,
                "memory": "64M",
                "function": "informasi",
            }
        ],
    }
    settings_of_site = yaml.safe_load((city / "dlh" / "web" / "hugo.yaml").read_text())
    assert settings_of_site["baseURL"] == "https://dlh.contohkota.test/"
    assert settings_of_site["params"]["kota"] == "Kota Contohkota"
    assert {path.name for path in city.iterdir()} == {"datacenter.yaml", "dlh.yaml", "dlh"}


def test_an_older_name_becomes_an_alias(city: Path) -> None:
    new("website-static", "putr", city)
    assert load_city(city).opd("putr").sites[0].aliases == ("pupr",)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(("opd", "given_answers", "path", "fault"), REFUSED)
def test_refused(
    city: Path, template: str, opd: str, given_answers: dict[str, str], path: str, fault: str
) -> None:
    before = tree(city.parent)
    with pytest.raises(KominfoError) as refusal:
        new(template, opd, city, given_answers, permission=leave(template))
    assert [(problem.path, problem.fault[: len(fault)]) for problem in refusal.value.problems] == [
        (path, fault)
    ]
    assert tree(city.parent) == before


def test_all_faults_are_said_at_once(city: Path) -> None:
    wrong = {"name": "{{x}}", "color": "red", "phone": "x", "warna": "#000000"}
    with pytest.raises(KominfoError) as refusal:
        new("website-static", "../x", city, wrong)
    assert {problem.path for problem in refusal.value.problems} == {"opd", *wrong}


def test_an_unknown_template_is_wrong_usage(city: Path) -> None:
    with pytest.raises(UsageError, match="there is no template 'website-statik'") as refusal:
        new("website-statik", "dlh", city)
    assert refusal.value.problems[0].remedy == "Did you mean `website-static`?"


def test_a_broken_city_is_said_first(city: Path) -> None:
    (city / "datacenter.yaml").write_text("city: [")
    before = tree(city)
    with pytest.raises(KominfoError, match=r"datacenter\.yaml"):
        new("website-static", "dlh", city)
    assert tree(city) == before


def test_nothing_is_replaced(city: Path) -> None:
    new("website-static", "dlh", city)
    before = tree(city)
    with pytest.raises(KominfoError, match="the label 'dlh' is taken"):
        new("website-static", "dlh", city)
    assert tree(city) == before


def test_a_folder_without_its_part_is_not_replaced(city: Path) -> None:
    new("website-static", "dlh", city)
    (city / "dlh.yaml").unlink()
    before = tree(city)
    with pytest.raises(KominfoError, match="is there already"):
        new("website-static", "dlh", city)
    assert tree(city) == before


def test_an_opd_gets_one_more_site_under_a_label_of_its_own(city: Path) -> None:
    new("website-static", "dlh", city)
    part = city / "dlh.yaml"
    part.write_text(part.read_text().replace("Dinas Lingkungan Hidup", "Dinas LH  # nama baru"))
    before = part.read_text()
    created = new("website-static", "dlh", city, {"label": "bank-sampah"})
    assert created.paths == (part, city / "dlh" / "bank-sampah")
    assert part.read_text().startswith(before)
    opd = load_city(city).opd("dlh")
    assert [(site.label, site.source) for site in opd.sites] == [
        ("dlh", "dlh/web"),
        ("bank-sampah", "dlh/bank-sampah"),
    ]
    assert "Dinas LH" in (city / "dlh" / "bank-sampah" / "README.md").read_text()


def test_one_more_site_that_the_city_cannot_have_changes_nothing(city: Path) -> None:
    new("website-static", "dlh", city)
    before = tree(city)
    with pytest.raises(KominfoError, match="is not in the certificate"):
        new("website-static", "dlh", city, {"label": "bank.dlh"})
    assert tree(city) == before


def test_a_label_of_another_opd_is_refused(city: Path) -> None:
    new("website-static", "dlh", city)
    before = tree(city)
    with pytest.raises(KominfoError, match="the label 'dlh' is taken"):
        new("website-static", "dinkes", city, {"label": "dlh"})
    assert tree(city) == before


def test_a_link_out_of_the_city_is_not_followed(city: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (city / "dlh").symlink_to(outside)
    with pytest.raises(KominfoError, match="is not a plain folder"):
        new("website-static", "dlh", city)
    assert not list(outside.iterdir())


def test_other_files_of_the_opd_stay(city: Path) -> None:
    (city / "dlh").mkdir()
    (city / "dlh" / "catatan.txt").write_text("milik kami")
    new("website-static", "dlh", city)
    assert (city / "dlh" / "catatan.txt").read_text() == "milik kami"


_TEXT = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [CODE, "{{ 7*191 }}", "{% raw %}", "${7*191}", "../../x", "a\0b", "-rf", "`id`", "$(id)"]
    ),
    st.text(alphabet="ab{}%#./\\-_ \n'\"", max_size=20),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(Answers.asked(["schema"])), _TEXT, min_size=1, max_size=4),
    st.one_of(st.just("dlh"), _TEXT),
)
def test_hostile_answers_run_nothing_and_stay_inside(
    city: Path, tmp_path: Path, given_answers: dict[str, str], opd: str
) -> None:
    before = tree(tmp_path)
    with contextlib.chdir(tmp_path), contextlib.suppress(KominfoError):
        created = new("website-static", opd, city, given_answers)
        assert all(path.is_relative_to(city) for path in created.paths)
        assert "1337" not in (created.paths[1] / "hugo.yaml").read_text()
        for path in created.paths:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        (city / opd).rmdir()
    assert tree(tmp_path) == before


def test_even_an_unchecked_answer_is_not_run_by_the_renderer(tmp_path: Path) -> None:
    """The second wall: what the first let through is text to the renderer, not a template."""
    checked = Answers.model_validate(
        {
            "opd": "dlh", "name": "A", "short_name": "A", "kind": "dinas", "head": "A", "city": "A",
            "label": "a", "domain": "a.test", "address": "A", "phone": "", "email": "a@a.test",
            "timezone": "Asia/Jakarta", "color": "#000000", "date": "2026-01-01",
        }
    )  # fmt: skip
    with contextlib.chdir(tmp_path):
        folder = render(
            TEMPLATES["website-static"], checked.model_copy(update={"name": CODE, "address": CODE}), tmp_path
        )
    assert not list(tmp_path.rglob("HOSTILE"))
    assert CODE in (folder / "README.md").read_text()


def test_known_units_are_valid_answers_and_no_two_share_a_label(city: Path) -> None:
    units = known_units()
    labels = [label for unit in units.values() for label in (unit.label, *unit.aliases)]
    assert len(labels) == len(set(labels))
    assert sum(unit.kind == "kecamatan" for unit in units.values()) == 8
    assert sum(unit.kind == "kelurahan" for unit in units.values()) == 53
    for unit in units.values():
        assert unit.kind in HEADS
        answered = create.answers(unit.opd, load_city(city), {}, place="test")
        assert (answered.name, answered.label) == (unit.name, unit.label)
