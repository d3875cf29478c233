"""A project that does not say what it was made of, or of what is no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.errors import KominfoError
from infra.model import load_city
from infra.scaffold.record import PRISTINE, RECORD
from infra.scaffold.trees import read_tree
from infra.scaffold.update import adopt, apply
from tests.unit.scaffold.conftest import FORMER, Publish, planned, updated


def test_a_project_without_a_record_can_be_adopted(site: Path, publish: Publish) -> None:
    (site / RECORD).unlink()
    (site / PRISTINE).unlink()
    with pytest.raises(KominfoError, match="it does not say what it was made of") as refusal:
        planned(site)
    assert "template adopt kota dlh" in refusal.value.problems[0].remedy
    (site / "settings.py").write_text("NAME = 'DLH'\n\n\nMILIK = 1\n")
    before = read_tree(site)
    apply(adopt(site, "contoh", "dlh", load_city(site.parents[1]), {}))
    assert {name: file for name, file in read_tree(site).items() if name in before} == before
    with pytest.raises(KominfoError, match="already"):
        adopt(site, "contoh", "dlh", load_city(site.parents[1]), {})
    publish({**FORMER, "settings.py": "# baru\nNAME = '{{ cookiecutter.short_name }}'\n"})
    assert updated(site).conflicts == ()
    assert (site / "settings.py").read_text() == "# baru\nNAME = 'DLH'\n\n\nMILIK = 1\n"


def test_a_template_that_is_gone(site: Path) -> None:
    (site / RECORD).write_text((site / RECORD).read_text().replace("template: contoh", "template: conto"))
    with pytest.raises(KominfoError, match="there is no such template any more") as refusal:
        planned(site)
    assert refusal.value.problems[0].remedy == "Did you mean `contoh`?"


def test_a_lost_or_spoilt_base_is_said(site: Path) -> None:
    (site / PRISTINE).write_bytes(b"bukan arsip")
    with pytest.raises(KominfoError, match="it cannot be read"):
        planned(site)
    (site / PRISTINE).unlink()
    with pytest.raises(KominfoError, match="it is missing"):
        planned(site)
