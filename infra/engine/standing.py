"""What of a city stands, as its states say: the edges it has, and the routes its parts were given.

A part leads visitors through every edge there is, whichever these are: they are the data center's matter. So
the two are looked up when something is done with them, and no part has to run because an edge came or went.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.engine.checkpoint import Checkpoint, read_checkpoint
from infra.home import CityHome

EDGE, ROUTE = "kominfo:index:Edge", "kominfo:index:EdgeRoute"


@dataclass(frozen=True, slots=True)
class StandingEdge:
    """``connection``: address, port, user. ``addresses``: where visitors reach it, the public ones first."""

    name: str
    connection: dict[str, Any]
    addresses: tuple[str, ...]


def edges(city: CityHome, part: str) -> tuple[StandingEdge, ...]:
    """The edges that ``part``, the data center, has made, by name."""
    made = [one["inputs"] for _, state in _read(city, f"{city.name}.{part}") for one in state.of_type(EDGE)]
    return tuple(
        StandingEdge(one["server"], one["connection"], tuple(one["addresses"]))
        for one in sorted(made, key=lambda one: str(one["server"]))
    )


def routes(city: CityHome) -> dict[str, Any]:
    """Part → the sites that visitors were led to when it last ran."""
    return {
        one["inputs"]["part"]: one["inputs"]["sites"]
        for state in _states(city).values()
        for one in state.of_type(ROUTE)
    }


def parts(city: CityHome) -> tuple[str, ...]:
    """The parts that stand, the data center too."""
    return tuple(name for name, state in _states(city).items() if state.stands)


def _states(city: CityHome) -> dict[str, Checkpoint]:
    prefix = f"{city.name}."
    return {file.stem.removeprefix(prefix): state for file, state in _read(city, f"{prefix}*")}


def _read(city: CityHome, stacks: str) -> Iterator[tuple[Path, Checkpoint]]:
    for file in sorted(city.state.glob(f".pulumi/stacks/*/{stacks}.json")):
        state = read_checkpoint(file)
        if state is not None:
            yield file, state
