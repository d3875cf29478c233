"""`rescue`: where most managers of the swarm are gone for good, one that is left goes on alone."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from infra.cli import output
from infra.cli.cities import CityName, load
from infra.errors import Problem, UsageError


def register(app: typer.Typer) -> None:
    app.command()(rescue)


def rescue(city: CityName, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> int:
    """Most managers are gone for good: let one that is left go on alone."""
    loaded = load(city)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(Problem("kominfo", "rescue", "nobody is there to agree", "", "say --yes"))
        typer.confirm(f"Are most managers of {city} gone for good?", abort=True)
    from infra import deploy
    from infra.cli.deploy import opened

    left, lost = deploy.rescue(opened(loaded, output.Steps()))
    output.say(f"{left} goes on alone; the swarm forgot {', '.join(lost) or 'nobody'}")
    for name in lost:
        output.say(f"for a new machine: ./kominfo server replace {city} {name}")
        output.say(f"for the old one, once it is back: docker swarm leave --force on {name}")
    output.say(f"then: ./kominfo up {city} --refresh")
    return 0
