"""`new` that is broken off, or not alone: nothing half done is left, and what was there stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.errors import KominfoError
from infra.home import CHECKOUT
from infra.model import load_city
from infra.scaffold import create, new
from tests.templates.sites import tree


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["render", "rename", "link", "agree"])
def test_a_failure_at_any_step_leaves_nothing(
    city: Path, monkeypatch: pytest.MonkeyPatch, step: str, failure: BaseException
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    if step == "render":
        monkeypatch.setattr("cookiecutter.generate.shutil.copytree", fail)  # half of the files are there
    elif step == "rename":
        monkeypatch.setattr(Path, "rename", fail)
    elif step == "link":
        monkeypatch.setattr(create.os, "link", fail)
    else:
        monkeypatch.setattr(create, "_ensure_city_agrees", fail)
    before = tree(city)
    with pytest.raises((KominfoError, OSError, KeyboardInterrupt)):
        new("website-static", "dlh", city)
    assert tree(city) == before


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["render", "rename", "write", "agree"])
def test_a_failure_while_a_site_is_added_leaves_the_part_as_it_was(
    city: Path, monkeypatch: pytest.MonkeyPatch, step: str, failure: BaseException
) -> None:
    new("website-static", "dlh", city)
    before = tree(city)

    def fail(*_: object, **__: object) -> None:
        raise failure

    where = {
        "render": ("cookiecutter.generate.shutil.copytree",),
        "rename": (Path, "rename"),
        "write": (create, "put"),
        "agree": (create, "_ensure_city_agrees"),
    }[step]
    with monkeypatch.context() as patch:
        patch.setattr(*where, fail)
        with pytest.raises((KominfoError, OSError, KeyboardInterrupt)):
            new("website-static", "dlh", city, {"label": "bank-sampah"})
    assert tree(city) == before


def test_what_a_killed_run_left_is_swept(city: Path) -> None:
    killed = (
        "import os, sys; from pathlib import Path; import infra.scaffold.create as c; "
        "c.Path.rename = lambda *_: os._exit(9); "
        "c.new('website-static', 'dlh', Path(sys.argv[1]))"
    )
    run = subprocess.run([sys.executable, "-c", killed, str(city)], cwd=CHECKOUT)
    assert run.returncode == 9
    assert [path for path in city.iterdir() if path.name.startswith(".new-")]
    assert not (city / "dlh.yaml").exists()
    new("website-static", "dlh", city)
    assert {path.name for path in city.iterdir()} == {"datacenter.yaml", "dlh.yaml", "dlh"}


def test_two_at_once_both_arrive(city: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from infra.scaffold import new; "
        "new('website-static', sys.argv[2], Path(sys.argv[1]))"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program, str(city), opd], cwd=CHECKOUT)
        for opd in ("dlh", "dishub")
    ]
    assert [run.wait() for run in runs] == [0, 0]
    assert set(load_city(city).parts) == {"datacenter", "dlh", "dishub"}
    assert not list(city.glob(".new-*"))


def test_no_answers_are_kept_in_the_home_folder(city: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    program = (
        "import sys; from pathlib import Path; from infra.scaffold import new; "
        "new('website-static', 'dlh', Path(sys.argv[1]))"
    )
    environment = {**os.environ, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", program, str(city)], cwd=CHECKOUT, env=environment, check=True)
    assert not list(home.iterdir())
