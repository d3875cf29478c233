"""Figures of the desk: how many in which state, how many late, how long it takes, what amounts come to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet
from django.utils import timezone

from opd.aggregates import Median
from opd.service import values
from opd.service.models import Record
from opd.service.schema import Kind

PERIOD = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one kind. ``states``: code, name, how many. ``median``: working days of those closed in the last year.
    ``sums``: label and amount of this month, reversals taken off."""

    code: str
    kind: Kind
    states: list[tuple[str, str, int]]
    open: int
    late: int
    warned: int
    paused: int
    median: float | None
    sums: list[tuple[str, str]]


def of(records: QuerySet[Record], code: str, kind: Kind) -> Figures:
    today = timezone.localdate()
    counted = dict(records.order_by().values_list("state").annotate(Count("pk")))
    running = records.filter(closed_at=None)
    ticking = running.filter(paused_since=None)
    recent = records.filter(closed_at__gte=timezone.now() - PERIOD, took__isnull=False)
    return Figures(
        code=code,
        kind=kind,
        states=[(one, state.nama, counted.get(one, 0)) for one, state in kind.status.items()],
        open=running.count(),
        late=ticking.filter(due__lt=today).count(),
        warned=ticking.filter(due__gte=today, warn_on__lte=today).count(),
        paused=running.exclude(paused_since=None).count(),
        median=recent.aggregate(median=Median("took"))["median"] if kind.tenggat else None,
        sums=list(_sums(records, kind, today.replace(day=1))),
    )


def _sums(records: QuerySet[Record], kind: Kind, since: date) -> Iterator[tuple[str, str]]:
    for name in kind.jumlahkan:
        field = kind.isian[name]
        yield field.label, values.of(field).shown(total(records.filter(received__gte=since), name), field)


def total(records: QuerySet[Record], name: str) -> Any:
    """The sum of an amount. ``name`` is an id of the schema."""
    query, arguments = records.order_by().values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COALESCE(SUM((data ->> %s)::numeric), 0) FROM service_record WHERE id IN ({query})",  # noqa: S608  # Django's own SQL
            [name, *arguments],
        )
        (found,) = cursor.fetchone()
    return int(found) if found == int(found) else found
