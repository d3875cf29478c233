"""The passphrase is checked by us, before the engine: by itself it may answer a wrong one with success."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from infra.engine import passphrase
from infra.engine.outputs import outputs
from infra.engine.run import open_engine
from infra.errors import KominfoError
from infra.home import Home
from tests.engine.conftest import Stage


def written(home: Home) -> dict[Path, int]:
    """When each file of the home was last written, but for the passphrase."""
    return {file: file.stat().st_mtime_ns for file in home.root.rglob("*") if file != home.passphrase}


def test_a_wrong_one_stops_before_anything_runs(stage: Stage) -> None:
    stage.want(a="1")
    stage.run("up")
    home = stage.engine.home
    before = written(home)
    home.passphrase.write_text("wrong\n")
    with pytest.raises(KominfoError, match="not the passphrase of this state"):
        open_engine(home, print)
    assert written(home) == before


def test_even_when_the_verifier_is_lost(stage: Stage) -> None:
    stage.want(a="1")
    stage.run("up")
    home, right = stage.engine.home, stage.engine.passphrase
    home.verifier.unlink()
    home.passphrase.write_text("wrong\n")
    with pytest.raises(KominfoError, match="not the passphrase of this state"):
        passphrase.unlock(home)
    home.passphrase.write_text(right)
    assert passphrase.unlock(home) == right


def test_one_that_slips_through_yields_no_outputs(stage: Stage) -> None:
    """What the engine does by itself with a wrong passphrase must at least never look like outputs."""
    stage.want(a="1")
    stage.run("up")
    wrong = replace(stage.engine, passphrase="wrong")
    with pytest.raises(KominfoError, match="incorrect passphrase"):
        outputs(wrong, "demo", "dinkes")
