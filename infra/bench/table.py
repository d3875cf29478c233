"""All rows there are, and the places they are measured in: each is opened when its first row is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any

from infra.backends.lab.progress import Progress
from infra.bench import deploy_rows, dns_rows, edge_rows, engine_rows, http3_rows, memory_rows, traffic_rows
from infra.bench.hall import halls
from infra.bench.lab import lab_city
from infra.bench.measure import Row
from infra.engine.locate import ensure_engine
from infra.errors import KominfoError, Problem
from infra.home import Home


@dataclass(frozen=True, slots=True)
class Group:
    """Rows by name, which share one place; ``rows[name](place, runs)`` measures."""

    open: Callable[[Progress], AbstractContextManager[Any]]
    rows: Mapping[str, Callable[[Any, int], Iterator[Row]]]


GROUPS = (
    Group(lambda progress: halls(ensure_engine(Home.find(), progress)), engine_rows.ROWS),
    Group(
        lab_city,
        {
            **traffic_rows.ROWS,
            **memory_rows.ROWS,
            **edge_rows.ROWS,
            **http3_rows.ROWS,
            **dns_rows.ROWS,
            **deploy_rows.ROWS,
        },
    ),
)


def names() -> tuple[str, ...]:
    return tuple(name for group in GROUPS for name in group.rows)


def measured(wanted: Iterable[str], runs: int, progress: Progress, faults: list[Problem]) -> Iterator[Row]:
    """The rows as they are measured; those of one place one after the other.

    A row that cannot be measured costs the others nothing: why is added to ``faults``.
    """
    for group in GROUPS:
        chosen = [name for name in group.rows if name in set(wanted)]
        if not chosen:
            continue
        with ExitStack() as stack:
            place = stack.enter_context(group.open(progress))
            for name in chosen:
                progress(f"measuring {name}")
                try:
                    yield from group.rows[name](place, runs)
                except KominfoError as failure:
                    progress(f"{name} could not be measured")
                    faults += failure.problems
