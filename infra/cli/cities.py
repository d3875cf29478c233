"""Which city and which parts a command is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from infra.cli import output
from infra.errors import Problem, UsageError
from infra.home import city_folder
from infra.model import City, load_city

CityName = Annotated[str, typer.Argument(metavar="CITY", help="A folder of stacks/.")]
PartNames = Annotated[list[str] | None, typer.Argument(metavar="[PART]...", help="Default: all parts.")]


def load(name: str) -> City:
    """The valid city ``name``; its warnings are printed."""
    city = load_city(city_folder(name))
    for warning in city.warnings:
        output.warning(f"warning: {warning}")
    return city


def chosen(city: City, parts: list[str] | None, besides: Iterable[str] = ()) -> tuple[str, ...]:
    """The parts asked for, in the order they are made; a usage error for one that does not exist.

    ``besides`` are parts that may be asked for although they are not declared any more.
    """
    known = (*city.parts, *besides)
    unknown = [part for part in parts or () if part not in known]
    if unknown:
        raise UsageError(
            Problem(
                "kominfo",
                "PART",
                f"{city.name} has no part {', '.join(map(repr, unknown))}",
                "",
                f"parts of {city.name}: {', '.join(known)}",
            )
        )
    return tuple(part for part in known if not parts or part in parts)
