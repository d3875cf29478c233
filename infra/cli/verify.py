"""`verify`: testinfra against the real servers and sites, a verdict per host and fact."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import output
from infra.cli.cities import CityName, load
from infra.model import City

if TYPE_CHECKING:
    from infra.verification import Verdict

FAILED = 1


def register(app: typer.Typer) -> None:
    app.command()(verify)


def verify(
    city: CityName,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only what does not hold.")] = False,
    only: Annotated[list[str] | None, typer.Option("--only", help="Facts matching this word.")] = None,
) -> int:
    """Prove that what was declared is what runs. Exit 0: all holds, 1: something does not."""
    return verify_city(load(city), quiet=quiet, only=only or [])


def verify_city(city: City, *, quiet: bool, only: list[str]) -> int:
    from infra import verification
    from infra.backends.control import ca_file

    def tell(verdict: Verdict) -> None:
        if verdict.holds and not quiet:
            output.say(f"ok    {verdict.subject}: {verdict.fact}")
        elif not verdict.holds:
            output.error(f"WRONG {verdict.subject}: {verdict.fact}\n      {verdict.why}")

    started = time.monotonic()
    verdicts = verification.verify(city.folder, ca_file(city), tell, only)
    wrong = [verdict for verdict in verdicts if not verdict.holds]
    seconds = time.monotonic() - started
    output.say(f"{len(verdicts) - len(wrong)} of {len(verdicts)} facts hold ({seconds:.0f} s)")
    return FAILED if wrong or not verdicts else 0
