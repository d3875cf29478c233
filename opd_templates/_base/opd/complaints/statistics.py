"""Figures of an office, and of all of them: what came, what is open and late, how long it takes, how people rate it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, Q, QuerySet
from django.utils import timezone

from opd import days
from opd.aggregates import Median
from opd.complaints import clocks, current, states, timing
from opd.complaints.models import Complaint, Outcome

PERIOD = timedelta(days=365)
GREEN_FROM, YELLOW_FROM = 90, 75
"""Per cent in time from which an office is green, or yellow."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one unit in the last year; ``open``, ``late`` and ``near`` are of now. Shares are per cent.

    ``in_time``, ``median`` and ``rating`` are of every answer it gave, also of those that were not the last.
    """

    unit: str
    name: str
    came: int
    open: int
    near: int
    late: int
    done: int
    in_time: int | None
    median: float | None
    reopened: int | None
    rating: float | None

    @property
    def color(self) -> str:
        if self.late or (self.in_time is not None and self.in_time < YELLOW_FROM):
            return clocks.RED
        if self.near or (self.in_time is not None and self.in_time < GREEN_FROM):
            return clocks.YELLOW
        return clocks.GREEN

    @property
    def word(self) -> str:
        return {clocks.RED: "Merah", clocks.YELLOW: "Kuning", clocks.GREEN: "Hijau"}[self.color]


def per_unit(found: QuerySet[Complaint]) -> list[Figures]:
    """Of every unit that is declared or has complaints; the worst first."""
    known = current.settings().unit
    used = set(found.exclude(unit="").values_list("unit", flat=True).distinct())
    lights = _lights(found)
    rows = [of_unit(unit, found, lights) for unit in [*known, *sorted(used - known.keys())]]
    order = {clocks.RED: 0, clocks.YELLOW: 1, clocks.GREEN: 2}
    return sorted(rows, key=lambda row: (order[row.color], -row.late, -row.open, row.name))


def of_unit(unit: str, found: QuerySet[Complaint], lights: dict[tuple[str, str], int]) -> Figures:
    of_year = found.filter(received__gte=timezone.localdate() - PERIOD)
    told = Outcome.objects.filter(unit=unit, complaint__in=of_year).aggregate(
        count=Count("pk"),
        good=Count("pk", filter=Q(in_time=True)),
        rating=Avg("stars"),
        median=Median("took"),
    )
    found, year = found.filter(unit=unit), of_year.filter(unit=unit)
    ever = year.exclude(finished_at=None, reopened=0).count()
    count, again = told["count"], year.filter(reopened__gt=0).count()
    return Figures(
        unit=unit,
        name=current.settings().unit_name(unit),
        came=year.count(),
        open=found.filter(finished_at=None, closed_at=None).count(),
        near=lights.get((unit, clocks.YELLOW), 0),
        late=lights.get((unit, clocks.RED), 0),
        done=year.exclude(finished_at=None).count(),
        in_time=round(100 * told["good"] / count) if count else None,
        median=told["median"],
        reopened=round(100 * again / ever) if ever else None,
        rating=told["rating"],
    )


def _lights(found: QuerySet[Complaint]) -> dict[tuple[str, str], int]:
    counted: dict[tuple[str, str], int] = {}
    for complaint, color in colored(found):
        counted[complaint.unit, color] = counted.get((complaint.unit, color), 0) + 1
    return counted


def colored(found: QuerySet[Complaint]) -> Iterator[tuple[Complaint, str]]:
    """What still runs, with its light."""
    today, holidays = timezone.localdate(), days.holidays()
    fields = ("unit", "finished_at", "closed_at", *timing.FIELDS)
    for complaint in found.filter(finished_at=None, closed_at=None).only(*fields).iterator():
        yield complaint, timing.light(complaint, today, holidays).color


def with_light(found: QuerySet[Complaint], color: str) -> list[object]:
    return [complaint.pk for complaint, is_color in colored(found) if is_color == color]


def by_category(found: QuerySet[Complaint], since: date) -> list[tuple[str, int]]:
    counted = (
        found.filter(received__gte=since)
        .order_by()
        .values_list("category")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    return [(current.settings().category(code), count) for code, count in counted]


def by_state(found: QuerySet[Complaint]) -> list[tuple[str, states.State, int]]:
    counted = dict(found.order_by().values_list("state").annotate(Count("pk")))
    return [(code, state, counted.get(code, 0)) for code, state in states.STATES.items()]


def totals(found: QuerySet[Complaint]) -> dict[str, int]:
    """For the front page."""
    return found.aggregate(
        came=Count("pk"),
        done=Count("pk", filter=~Q(finished_at=None)),
        runs=Count("pk", filter=Q(finished_at=None, closed_at=None)),
    )
