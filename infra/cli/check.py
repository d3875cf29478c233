"""`test`: the platform's own tests: every tier, three at a time, or one tier."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

import typer

from infra.cli import output
from infra.home import CHECKOUT

# The quickest first, then the longest: side by side, none waits long for the others at the end.
TIERS = ("static", "unit", "e2e", "templates", "lab", "contract", "engine", "provider")
LONG = ("build", "faults", "killed", "load", "roles")  # by name alone
SLOWEST = 12  # of a tier, shown with how long each took
AT_ONCE = 3  # tests on servers wait more than they compute: two at once left a third of two cores idle


def register(app: typer.Typer) -> None:
    app.command(name="test", context_settings={"ignore_unknown_options": True})(run_tests)


def run_tests(
    tier: Annotated[
        str | None,
        typer.Argument(help=f"One of: {', '.join((*TIERS, *LONG))}. Default: all but {', '.join(LONG)}."),
    ] = None,
    options: Annotated[
        list[str] | None,
        typer.Argument(help="Passed on to pytest; a place in the tier (tests/TIER/…) is run alone."),
    ] = None,
) -> int:
    """Run the platform's own tests; every tier starts what it needs and cleans up after itself."""
    if tier is None:
        return _run_all()
    if tier not in (*TIERS, *LONG):
        raise typer.BadParameter(f"there is no tier {tier!r}; tiers: {', '.join((*TIERS, *LONG))}")
    return subprocess.run(_command(tier, options or []), cwd=CHECKOUT, check=False).returncode


def _run_all() -> int:
    from infra.backends import lab

    # Whoever starts the daemon stops it: no tier may take it from the other.
    lab.ensure_host(output.say)
    try:
        with ThreadPoolExecutor(AT_ONCE) as side_by_side:
            passed = dict(zip(TIERS, side_by_side.map(_passes, TIERS), strict=True))
    finally:
        lab.stop_host(output.say)
    failed = [tier for tier in TIERS if not passed[tier]]
    if failed:
        output.error(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def _passes(tier: str) -> bool:
    """A tier's output is shown whole when it ends."""
    output.say(f"== {tier}: begins")
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        argv = _command(tier, ["-q", f"--durations={SLOWEST}"])
        code = subprocess.run(
            argv, cwd=CHECKOUT, stdout=said, stderr=subprocess.STDOUT, check=False
        ).returncode
        said.seek(0)
        output.say(f"{said.read()}== {tier}: exit {code}, {time.monotonic() - started:.0f} s")
    return code == 0


def _command(tier: str, options: list[str]) -> list[str]:
    """Options that name a place in the tier are run in its stead."""
    places = [option for option in options if option.startswith(f"tests/{tier}/")]
    return [sys.executable, "-m", "pytest", *([] if places else [f"tests/{tier}"]), *options]
