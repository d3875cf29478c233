"""Which city and which parts a command is about."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from infra.cli import output
from infra.errors import Problem, UsageError
from infra.home import CHECKOUT
from infra.model import City, load_city

CityName = Annotated[str, typer.Argument(metavar="CITY", help="A folder of stacks/.")]
PartNames = Annotated[list[str] | None, typer.Argument(metavar="[PART]...", help="Default: all parts.")]


def stacks() -> Path:
    """The folder of cities: ``stacks/`` of the checkout, or ``$KOMINFO_STACKS``."""
    return Path(os.environ.get("KOMINFO_STACKS") or CHECKOUT / "stacks").absolute()


def city_folder(name: str) -> Path:
    """The folder of city ``name``; a usage error naming the ones there are."""
    known = sorted(path.name for path in stacks().iterdir() if path.is_dir()) if stacks().is_dir() else []
    if name not in known:
        raise UsageError(
            Problem(
                "kominfo",
                "CITY",
                f"there is no city {name!r}",
                "",
                f"cities here: {', '.join(known) or 'none'}",
            )
        )
    return stacks() / name


def load(name: str) -> City:
    """The valid city ``name``; its warnings are printed."""
    city = load_city(city_folder(name))
    for warning in city.warnings:
        output.warning(f"warning: {warning}")
    return city


def chosen(city: City, parts: list[str] | None) -> tuple[str, ...]:
    """The parts asked for, in the order they are made; a usage error for one that does not exist."""
    unknown = [part for part in parts or () if part not in city.parts]
    if unknown:
        raise UsageError(
            Problem(
                "kominfo",
                "PART",
                f"{city.name} has no part {', '.join(map(repr, unknown))}",
                "",
                f"parts of {city.name}: {', '.join(city.parts)}",
            )
        )
    return tuple(part for part in city.parts if not parts or part in parts)
