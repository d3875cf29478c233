"""Rows about visitors: what a deploy, a fault or a reload costs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from infra.bench.lab import LabCity
from infra.bench.measure import Row

ROWS: dict[str, Callable[[LabCity, int], Iterator[Row]]] = {}
