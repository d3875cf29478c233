"""`test`: which of the platform's own tests are run."""

from __future__ import annotations

import pytest

from infra.cli import app as cli

DONE, USAGE = 0, 64


def _run(*words: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["test", *words])
    return ended.value.code


def test_a_place_in_a_tier_is_run_in_its_stead(capfd: pytest.CaptureFixture[str]) -> None:
    place = "tests/unit/cli/test_dns.py"
    assert _run("unit", place, "--collect-only", "-q") == DONE
    collected = {line.partition("::")[0] for line in capfd.readouterr().out.splitlines() if "::" in line}
    assert collected == {place}


def test_a_tier_that_is_not_there_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert _run("integration") == USAGE
    assert "there is no tier 'integration'" in capfd.readouterr().err
