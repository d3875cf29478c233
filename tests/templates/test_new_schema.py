"""`new service` with an example's schema, or a minimal one."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from infra.errors import KominfoError
from infra.model import load_city
from infra.scaffold import TEMPLATES, new
from infra.scaffold.answers import Example
from infra.scaffold.record import read_record
from infra.scaffold.update import plan_update
from tests.templates.sites import tree


@pytest.mark.parametrize("value", ["Izin", "perizinan", "", "../izin", "izin.yaml", "{{ 7*7 }}"])
def test_a_schema_that_is_none_of_the_examples_is_refused(city: Path, value: str) -> None:
    before = tree(city.parent)
    with pytest.raises(KominfoError) as refusal:
        new("service", "dlh", city, {"schema": value})
    (problem,) = refusal.value.problems
    assert (problem.place, problem.path) == ("new service dlh", "schema")
    assert problem.fault == f"{value!r} is not known here"
    assert problem.reason == "It can be: minimal, izin, parkir, pelatihan."
    assert problem.remedy in ("Choose one of them.", "Did you mean `izin`?")
    assert tree(city.parent) == before


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name != "service"])
def test_a_template_without_a_schema_takes_none(city: Path, template: str) -> None:
    with pytest.raises(KominfoError) as refusal:
        new(template, "dlh", city, {"schema": "izin"})
    (problem,) = refusal.value.problems
    assert (problem.path, problem.fault) == ("schema", "this template does not ask for `schema`")
    assert (problem.reason, problem.remedy) == ("It would change nothing.", "Leave it out.")


def test_the_examples_of_schemas_are_those_that_may_be_chosen() -> None:
    files = {path.name.split(".")[0] for path in (TEMPLATES["service"] / "templates").iterdir()}
    assert files == set(get_args(Example))


@pytest.mark.parametrize("example", get_args(Example))
def test_the_schema_that_was_chosen_is_the_projects(city: Path, example: str) -> None:
    """Nothing of the others, and the record knows what it was."""
    source = new("service", "dishub", city, {"schema": example}).paths[1]
    given = TEMPLATES["service"] / "templates"
    assert (source / "skema.yaml").read_text() == (given / f"{example}.yaml").read_text()
    assert (source / "privacy.yml").read_text() == (given / f"{example}.privacy.yml").read_text()
    assert {path.name for path in source.iterdir()} & {"contoh", "templates"} == set()
    made = read_record(source)
    assert made is not None
    assert made.answers["schema"] == example


def test_another_schema_is_not_put_over_ones_own_by_an_update(city: Path) -> None:
    source = new("service", "dishub", city, {"schema": "parkir"}).paths[1]
    doing = plan_update(source, "dishub", load_city(city), {"schema": "izin"})
    assert doing.files == ()


def test_a_site_without_a_schema_records_none(city: Path) -> None:
    made = read_record(new("website-static", "dlh", city).paths[1])
    assert made is not None
    assert "schema" not in made.answers
