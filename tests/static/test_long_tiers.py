"""What `./kominfo test` leaves to be asked for by name could at least begin: each test finds its fixtures."""

from __future__ import annotations

import subprocess
import sys

import pytest

from infra.cli.check import LONG
from infra.home import CHECKOUT


@pytest.mark.parametrize("tier", LONG)
def test_every_test_finds_its_fixtures(tier: str) -> None:
    argv = [sys.executable, "-m", "pytest", "-q", "--setup-plan", "-p", "no:cacheprovider", f"tests/{tier}"]
    done = subprocess.run(argv, cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "SETUP    S " in done.stdout, "they were looked for"
