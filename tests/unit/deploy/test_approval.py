"""A plan in a file: what was agreed to, unaltered, of this city, of these very inputs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infra.deploy import approval
from infra.engine.request import Resource
from infra.errors import KominfoError, UsageError

INPUTS = {"dlh.yaml": "1", "source of dlh": "2"}
CHANGES = (Resource("urn:1", "web-dlh", "docker:index/service:Service", "update", ("taskSpec",)),)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    approval.save(approval.approval_of("demo", {"dlh": (INPUTS, CHANGES)}), tmp_path / "plan.json")
    return tmp_path / "plan.json"


def test_what_is_saved_is_read(file: Path) -> None:
    read = approval.read(file, "demo")
    assert read.parts["dlh"].changes == ("update Service web-dlh [taskSpec]",)
    assert read.differences("dlh", INPUTS) == []
    assert "@" in read.who


def test_each_input_that_moved_is_named(file: Path) -> None:
    read = approval.read(file, "demo")
    moved = read.differences("dlh", {"dlh.yaml": "1", "source of dlh": "3", "source of new": "4"})
    assert [problem.path for problem in moved] == ["source of dlh", "source of new"]
    assert [problem.path for problem in read.differences("dlh", {"dlh.yaml": "1"})] == ["source of dlh"]


@pytest.mark.parametrize("field", ["city", "who", "commit", "parts"])
def test_an_altered_plan_is_refused(file: Path, field: str) -> None:
    plan = json.loads(file.read_text())
    plan[field] = {} if field == "parts" else "other"
    file.write_text(json.dumps(plan))
    with pytest.raises(UsageError, match="altered"):
        approval.read(file, "demo")


def test_a_plan_of_another_city_is_refused(file: Path) -> None:
    with pytest.raises(UsageError, match="a plan of demo, not of siantar"):
        approval.read(file, "siantar")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"hash": 1}', '{"hash": "a", "parts": {"dlh": {}}}'])
def test_what_is_no_plan_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.json").write_text(text)
    with pytest.raises(UsageError, match="this is no plan"):
        approval.read(tmp_path / "plan.json", "demo")


def test_places_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        approval.read(tmp_path / "none.json", "demo")
    with pytest.raises(KominfoError, match="cannot be written"):
        approval.save(approval.approval_of("demo", {}), tmp_path / "no" / "plan.json")
