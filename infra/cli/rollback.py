"""`rollback`: an earlier release of an OPD's site runs again, pinned in its file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import output
from infra.cli.cities import CityName, load, opd_of
from infra.cli.deploy import opened, up
from infra.errors import Problem, UsageError

if TYPE_CHECKING:
    from infra.deploy import Release
    from infra.model import Opd

RUNNING = {True: "runs", False: ""}


def register(app: typer.Typer) -> None:
    app.command()(rollback)


def rollback(
    city: CityName,
    opd: Annotated[str, typer.Argument(metavar="OPD", help="An OPD of the city.")],
    to: Annotated[int, typer.Option("--to", min=1, metavar="N", help="How many releases back.")] = 1,
    site: Annotated[
        str | None, typer.Option("--site", metavar="LABEL", help="Which of several sites.")
    ] = None,
    why: Annotated[str, typer.Option("--why", help="The reason, kept with the pin.")] = "",
    show: Annotated[bool, typer.Option("--list", help="Only list the releases that are kept.")] = False,
) -> int:
    """Run an earlier release: written as `pin` into the OPD's file, then `up`. Removing the pin undoes it."""
    loaded = load(city)
    declared = opd_of(loaded, opd)
    from infra import deploy

    session = opened(loaded, output.Steps())
    known_releases = deploy.releases(session, declared)
    if show:
        _list(declared, known_releases)
        return 0
    pinned = deploy.pin(session, declared, known_releases, to, site, why or _asked())
    output.say(f"{pinned.label}: pinned to {pinned.digest} ({pinned.at or 'of unknown date'}) in {opd}.yaml")
    return up(city, [opd])


def _asked() -> str:
    if not sys.stdin.isatty():
        raise UsageError(
            Problem("kominfo", "--why", "a rollback needs a reason", "", "say --why 'what is wrong'")
        )
    return str(typer.prompt("Why"))


def _list(opd: Opd, known: list[Release]) -> None:
    rows = [
        (one.label, str(one.back) if one.back > 0 else "", one.digest, one.at, RUNNING[one.back == 0])
        for one in known
    ]
    output.table(opd.name, ("site", "--to", "release", "first deployed (UTC)", ""), rows)
