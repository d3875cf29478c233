"""Figures of a kelurahan: what is open, what is late, how long it takes. No names in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Count, Q
from django.utils import timezone

from opd.letters import current
from opd.letters.models import Application, Counter, Letter
from opd.letters.rules import flow
from opd.letters.rules.kinds import LetterType

WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Figures:
    """``states``: (code, name, count) of what is open; ``took``: median minutes of the last 30 days."""

    office: str
    open: int
    late: int
    warned: int
    today: int
    signed: int
    took: float | None
    states: list[tuple[str, str, int]]


def of(office: str) -> Figures:
    now, found = timezone.now(), Application.objects.filter(office=office).exclude(state="draf")
    running = found.filter(closed_at=None)
    counted = dict(running.order_by().values_list("state").annotate(Count("pk")))
    late = running.filter(due__lt=now)
    recent = found.filter(took__isnull=False, moved_at__gte=now - WINDOW).values_list("took", flat=True)
    return Figures(
        office=office,
        open=sum(counted.values()),
        late=late.count(),
        warned=running.filter(warn__lte=now, due__gte=now).count(),
        today=found.filter(queue_day=timezone.localdate()).count(),
        signed=Letter.objects.filter(office=office, year=timezone.localdate().year).count(),
        took=float(median(recent)) if recent else None,
        states=[(code, name, counted.get(code, 0)) for code, name in flow.STATES.items() if code in counted],
    )


def quotas(office: str) -> list[tuple[LetterType, int]]:
    """Each type with how many places of today are taken, where any is."""
    day = timezone.localdate()
    series = {f"kuota {office} {slug} {day}": kind for slug, kind in current.types().items()}
    return [
        (series[one.series], one.last) for one in Counter.objects.filter(series__in=series).order_by("series")
    ]


def register(office: str, year: int) -> tuple[int, int]:
    """Letters of a year, and how many of them are void."""
    told = Letter.objects.filter(office=office, year=year).aggregate(
        all=Count("pk"), void=Count("pk", filter=Q(voided_at__isnull=False))
    )
    return told["all"], told["void"]
