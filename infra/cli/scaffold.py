"""`new`: a site or app of an OPD from a template, in one command."""

from __future__ import annotations

from typing import Annotated

import typer

from infra.cli import output
from infra.errors import Problem, UsageError
from infra.home import city_folder


def register(app: typer.Typer) -> None:
    app.command()(new)


def new(
    template: Annotated[str, typer.Argument(metavar="TEMPLATE", help="A folder of opd_templates/.")],
    opd: Annotated[str, typer.Argument(metavar="OPD", help="The OPD's stable id, e.g. dlh.")],
    city: Annotated[str, typer.Option("--city", help="A folder of stacks/.")],
    answer: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Override what is known.")
    ] = None,
) -> None:
    """Make an OPD's site and its part from a template: nothing is asked, nothing is replaced."""
    from infra import scaffold

    created = scaffold.new(template, opd, city_folder(city), _answers(answer or []))
    for path in created.paths:
        output.say(str(path))
    output.say(f"next: ./kominfo preview {city} {opd}, then ./kominfo up {city} {opd}")


def _answers(given: list[str]) -> dict[str, str]:
    pairs = [item.partition("=") for item in given]
    if wrong := [name for name, sign, _ in pairs if not sign]:
        raise UsageError(Problem("kominfo", "--set", f"{wrong[0]!r} has no value", "", "--set NAME=VALUE"))
    return {name: value for name, _, value in pairs}
