"""`test`: the platform's own tests, all of the short tiers, or one tier."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated

import typer

from infra.cli import output
from infra.home import CHECKOUT

SHORT = ("static", "unit", "templates", "provider", "contract")
LONG = ("engine", "lab", "e2e")
TIERS = (*SHORT, *LONG)


def register(app: typer.Typer) -> None:
    app.command(name="test", context_settings={"ignore_unknown_options": True})(run_tests)


def run_tests(
    tier: Annotated[
        str | None,
        typer.Argument(help=f"One of: {', '.join(TIERS)}. Default: all but {', '.join(LONG)}."),
    ] = None,
    options: Annotated[list[str] | None, typer.Argument(help="Passed on to pytest.")] = None,
) -> int:
    """Run the platform's own tests; every tier starts what it needs and cleans up after itself."""
    if tier is not None and tier not in TIERS:
        raise typer.BadParameter(f"there is no tier {tier!r}; tiers: {', '.join(TIERS)}")
    failed = []
    for name in (tier,) if tier else SHORT:
        output.say(f"== {name}")
        if _run(name, options or ([] if tier else ["-m", "not slow"])):
            failed.append(name)
    if failed:
        output.error(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def _run(tier: str, options: list[str]) -> int:
    argv = [sys.executable, "-m", "pytest", f"tests/{tier}", *options]
    return subprocess.run(argv, cwd=CHECKOUT, check=False).returncode
