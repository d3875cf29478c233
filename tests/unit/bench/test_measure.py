"""A row's verdict, with a floor and without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from infra.bench import (
    deploy_rows,
    dns_rows,
    edge_rows,
    engine_rows,
    http3_rows,
    memory_rows,
    table,
    traffic_rows,
)
from infra.bench.measure import Row
from infra.errors import KominfoError, Problem


@pytest.mark.parametrize(
    ("row", "ratio", "met"),
    [
        (Row("slower", 3.0, 2.0, 1.0, 5), 1.5, False),
        (Row("as fast as it must be", 2.0, 2.0, 1.0, 5), 1.0, True),
        (Row("requests", 40.0, 100.0, 0.45, 5, "1/s", least=True), 0.4, False),
        (Row("failed requests", 0, None, 0, 1, ""), None, True),
        (Row("failed requests", 1, None, 0, 1, ""), None, False),
        (Row("slowest request", 1.1, None, 1.1, 1), None, True),
    ],
    ids=lambda value: value.row if isinstance(value, Row) else str(value),
)
def test_a_row_is_held_against_its_goal(row: Row, ratio: float | None, met: bool) -> None:
    told = row.to_json()
    assert (told["ratio"], told["met"], told["floor"]) == (ratio, met, row.floor)
    assert {"row", "ours", "floor", "ratio", "goal", "met"} <= set(told)


def test_a_row_that_fails_costs_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object, __: int) -> Iterator[Row]:
        yield Row("half", 1.0, None, 1.0, 1)
        raise KominfoError(Problem("uji", "", "it did not come up", ""))

    def whole(_: object, __: int) -> Iterator[Row]:
        yield Row("whole", 1.0, None, 1.0, 1)

    group = table.Group(lambda _: nullcontext(), {"broken": broken, "whole": whole})
    monkeypatch.setattr(table, "GROUPS", (group,))
    faults: list[Problem] = []
    rows = list(table.measured(("broken", "whole"), 1, lambda _: None, faults))
    assert [row.row for row in rows] == ["half", "whole"]
    assert [fault.fault for fault in faults] == ["it did not come up"]


def test_no_row_hides_another_of_its_name() -> None:
    rooms = (deploy_rows, dns_rows, edge_rows, engine_rows, http3_rows, memory_rows, traffic_rows)
    assert sorted(table.names()) == sorted(name for room in rooms for name in room.ROWS)
