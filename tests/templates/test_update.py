"""A project of an earlier state of each template becomes what `new` makes today, its own edits kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from infra.model import load_city
from infra.scaffold import TEMPLATES, create, new, update
from infra.scaffold.record import PRISTINE, RECORD
from infra.scaffold.trees import Tree, read_tree
from infra.scaffold.update import apply, plan_update
from tests.templates.supported import leave
from tests.templates.test_bake import DEMO

EDIT = "\nBaris milik kami.\n"


def former(template: Path, into: Path) -> Path:
    """``template`` as it might have been: README otherwise begun, a file fewer, a file more."""
    folder = into / template.name
    shutil.copytree(template, folder)
    (project,) = folder.glob("{{*}}")
    readme = project / "README.md"
    readme.write_text("# Judul lama\n" + readme.read_text().split("\n", 1)[1])
    (project / ".gitignore").unlink()
    (project / "usang.txt").write_text("tidak dipakai lagi\n")
    return folder


def without_record(folder: Path) -> Tree:
    return {name: file for name, file in read_tree(folder).items() if name not in (RECORD, PRISTINE)}


@pytest.mark.parametrize("template", TEMPLATES)
def test_update_from_an_earlier_state(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: str
) -> None:
    today = new(template, "dlh", city, permission=leave(template)).paths[1]
    wanted = {name: file for name, file in read_tree(today).items() if name != RECORD}
    shutil.rmtree(city / "dlh")
    (city / "dlh.yaml").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(create, "TEMPLATES", {template: former(TEMPLATES[template], tmp_path / "former")})
        site = new(template, "dlh", city, permission=leave(template)).paths[1]
    assert (site / "README.md").read_text().startswith("# Judul lama\n")
    doing = plan_update(site, "dlh", load_city(city))
    assert {change.path for change in doing.files} == {"README.md", ".gitignore", "usang.txt"}
    (site / "README.md").write_text((site / "README.md").read_text() + EDIT)
    doing = plan_update(site, "dlh", load_city(city))
    assert doing.conflicts == doing.kept == ()
    apply(doing)
    readme = site / "README.md"
    assert readme.read_text().endswith(EDIT)
    readme.write_text(readme.read_text().removesuffix(EDIT))
    assert {name: file for name, file in read_tree(site).items() if name != RECORD} == wanted
    assert not plan_update(site, "dlh", load_city(city)).changes


def test_what_is_kept_of_the_template_is_small(city: Path) -> None:
    """ADR 8: a project's Git gets this much with each update."""
    site = new("website-static", "dlh", city).paths[1]
    assert (site / PRISTINE).stat().st_size < 40_000


def test_the_demo_s_sites_can_be_updated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their own content counts as edits: a template that changes elsewhere meets no conflict."""
    folder = tmp_path / "demo"
    shutil.copytree(DEMO[0].parents[1], folder)
    city = load_city(folder)
    newer = tmp_path / "newer" / "website-static"
    shutil.copytree(TEMPLATES["website-static"], newer)
    style = next(newer.rglob("utama.css"))
    style.write_text(style.read_text() + "\n.baru {}\n")
    for source in DEMO:
        opd, site = source.parent.name, folder / source.parent.name / "web"
        if not (site / RECORD).exists():
            apply(update.adopt(site, "website-static", opd, city, {}))
        with monkeypatch.context() as patch:
            patch.setattr(update, "TEMPLATES", {"website-static": newer})
            doing = plan_update(site, opd, city)
        assert [change.path for change in doing.files] == ["themes/opd/assets/css/utama.css"]
        assert doing.kept == doing.conflicts == ()
