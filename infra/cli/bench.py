"""`bench`: the performance table. Each figure stands beside its floor, as a ratio from one run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import output
from infra.errors import Problem, UsageError

if TYPE_CHECKING:
    from infra.bench.measure import Row

RUNS = 5


def register(app: typer.Typer) -> None:
    app.command()(bench)


def bench(
    rows: Annotated[list[str] | None, typer.Argument(metavar="[ROW]…", help="Default: all of them.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A list of rows, for programs.")] = False,
    runs: Annotated[int, typer.Option("--runs", min=1, help="How often each is measured.")] = RUNS,
) -> int:
    """Measure, each row in turns with its floor: hours when none is named.

    Exit 1: a goal was missed, or a row could not be measured.
    """
    from infra.bench import table

    unknown = sorted(set(rows or ()) - set(table.names()))
    if unknown:
        fault = f"there is no row {unknown[0]!r}"
        raise UsageError(Problem("kominfo", "ROW", fault, "", f"rows: {', '.join(table.names())}"))
    steps = output.Steps()
    measured: list[Row] = []
    faults: list[Problem] = []
    for row in table.measured(rows or table.names(), runs, steps, faults):
        steps(f"{row.row}: {row.judged:.3f}")
        measured.append(row)
    if as_json:
        output.say(json.dumps([row.to_json() for row in measured], indent=1, ensure_ascii=False))
    else:
        figures = [
            (
                row.row,
                f"{row.ours:.3g} {row.unit}",
                "" if row.floor is None else f"{row.floor:.3g} {row.unit}",
                "" if row.ratio is None else f"{row.ratio:.3f}",
                f"{'≥' if row.least else '≤'} {row.goal:g}",
                "met" if row.met else "missed",
                row.note,
            )
            for row in measured
        ]
        output.table(f"{runs} runs each", ("row", "ours", "floor", "ratio", "goal", "", "note"), figures)
    output.problems(faults)
    return 1 if faults or not all(row.met for row in measured) else 0
