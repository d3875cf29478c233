"""`template`: the difference is shown before anything is done, and nobody is surprised by a conflict."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from infra import scaffold
from infra.scaffold import create, update
from infra.scaffold.record import PRISTINE, RECORD
from infra.scaffold.trees import read_tree
from tests.unit.cli.test_cli import DONE, FAILED, USAGE, run, stacks

__all__ = ["stacks"]
DIFFERS = 2
TEMPLATE = "website-static"


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A template's folder of the test's own."""
    folder = tmp_path / "opd_templates" / TEMPLATE
    shutil.copytree(scaffold.TEMPLATES[TEMPLATE], folder)
    for module in (scaffold, create, update):
        monkeypatch.setattr(module, "TEMPLATES", {TEMPLATE: folder})
    return folder / "{{cookiecutter.opd}}"


@pytest.fixture
def site(stacks: Path, template: Path) -> Path:
    """A project whose template then gets newer: another second line of one file."""
    assert run("new", TEMPLATE, "dlh", "--city", "demo") == DONE
    file = template / "content" / "kontak.md"
    file.write_text(file.read_text().replace("Datanglah", "Silakan datang"))
    return stacks / "demo" / "dlh" / "web"


def _forget(stacks: Path) -> None:
    """As a site of before there were records."""
    (stacks / "demo" / "dinkes" / "web" / RECORD).unlink()


def test_templates_are_listed(template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("template", "list") == DONE
    name, version = capsys.readouterr().out.strip().split("\t")
    assert (name, len(version)) == (TEMPLATE, 16)


def test_a_city_s_sites_are_listed_with_what_they_are_of(
    stacks: Path, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _forget(stacks)
    capsys.readouterr()
    assert run("template", "list", "demo") == DONE
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert {(row[0], row[-1]) for row in rows} >= {("dlh", "behind"), ("dinkes", "not recorded")}
    assert run("template", "update", "demo", "dlh", "--yes") == DONE
    capsys.readouterr()
    assert run("template", "list", "demo") == DONE
    assert "dlh\tweb\twebsite-static" in capsys.readouterr().out


def test_a_check_shows_the_difference_and_touches_nothing(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read_tree(site)
    capsys.readouterr()
    assert run("template", "update", "demo", "dlh", "--check") == DIFFERS
    said = capsys.readouterr().out
    assert "diff --git a/content/kontak.md b/content/kontak.md" in said
    assert any(line.startswith("+") and "Silakan datang" in line for line in said.splitlines())
    assert PRISTINE not in said
    assert read_tree(site) == before


def test_without_a_person_and_without_yes_nothing_is_done(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read_tree(site)
    assert run("template", "update", "demo", "dlh") == USAGE
    assert "nobody is there to agree" in capsys.readouterr().err
    assert read_tree(site) == before


def test_an_update_is_done_once(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("template", "update", "demo", "dlh", "--yes") == DONE
    assert "1 files changed" in capsys.readouterr().out
    assert "Silakan datang" in (site / "content" / "kontak.md").read_text()
    assert run("template", "update", "demo", "dlh", "--check") == DONE
    assert "dlh: nothing newer" in capsys.readouterr().out


def test_a_conflict_is_done_marked_and_ends_with_1(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = site / "content" / "kontak.md"
    page.write_text(page.read_text().replace("Datanglah", "Datang saja"))
    assert run("template", "update", "demo", "dlh", "--yes") == FAILED
    said = capsys.readouterr().err
    assert f"{page}: 1 conflict to decide" in said
    assert "Keep what is right between `<<<<<<<` and `>>>>>>>`" in said
    assert "<<<<<<< yours" in page.read_text()


def test_a_repository_of_its_own_is_updated_where_it_is_checked_out(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "checkout"
    shutil.copytree(site, own)
    before = read_tree(site)
    assert run("template", "update", "demo", "dlh", "--yes", "--folder", str(own)) == DONE
    assert "Silakan datang" in (own / "content" / "kontak.md").read_text()
    assert read_tree(site) == before


def test_an_older_site_is_adopted(stacks: Path, template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _forget(stacks)
    assert run("template", "update", "demo", "dinkes", "--check") == FAILED
    assert "./kominfo template adopt demo dinkes TEMPLATE" in capsys.readouterr().err
    assert run("template", "adopt", "demo", "dinkes", TEMPLATE) == DONE
    assert (stacks / "demo" / "dinkes" / "web" / RECORD).is_file()
    assert run("template", "update", "demo", "dinkes", "--check") == DONE
    assert run("validate", "demo") == DONE


@pytest.mark.parametrize(
    "words",
    [
        ["template"],
        ["template", "update", "demo"],
        ["template", "update", "demo", "tidakada"],
        ["template", "update", "nowhere", "dinkes"],
        ["template", "update", "demo", "dinkes", "--set", "name"],
        ["template", "update", "demo", "dinkes", "--folder", "/nowhere"],
        ["template", "adopt", "demo", "dinkes"],
    ],
    ids=" ".join,
)
def test_wrong_usage(stacks: Path, words: list[str]) -> None:
    assert run(*words) == USAGE
