"""Figures without anybody: of tickets while they are there, of ``Daily`` afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.utils import timezone

from opd.queue import states
from opd.queue.models import Daily, Ticket

KEYS = ("room", "source", "payer", "priority")
MOST_DAYS = 366


def keep(day: date) -> None:
    """The day's figures, in place of its tickets. A ticket of that day that ends later is added."""
    for made in daily(day):
        kept = Daily.objects.filter(day=day, **{key: getattr(made, key) for key in KEYS}).first()
        if kept is None:
            made.save()
            continue
        for field in ("total", "served", "cancelled", "absent"):
            setattr(kept, field, getattr(kept, field) + getattr(made, field))
        kept.save()


def daily(day: date) -> list[Daily]:
    """As they would be kept, of tickets that ended."""
    groups: dict[tuple[Any, ...], list[Ticket]] = {}
    fields = (*KEYS, "state", "arrived_at", "called_at", "served_at", "closed_at")
    for ticket in Ticket.objects.filter(day=day).exclude(state__in=states.OPEN).only(*fields):
        groups.setdefault(tuple(getattr(ticket, key) for key in KEYS), []).append(ticket)
    return [_row(day, dict(zip(KEYS, key, strict=True)), found) for key, found in sorted(groups.items())]


def _row(day: date, key: dict[str, Any], found: list[Ticket]) -> Daily:
    counted = [one.state for one in found]
    return Daily(
        day=day,
        **key,
        total=len(found),
        served=sum(state in (states.DONE, states.REFERRED) for state in counted),
        cancelled=counted.count(states.CANCELLED),
        absent=counted.count(states.ABSENT),
        wait_minutes=_median((one.arrived_at, one.called_at) for one in found),
        serve_minutes=_median(
            (one.served_at, one.closed_at) for one in found if one.state in (states.DONE, states.REFERRED)
        ),
    )


def _median(spans: Iterable[tuple[Any, Any]]) -> float | None:
    minutes = [(until - since).total_seconds() / 60 for since, until in spans if since and until]
    return round(median(minutes), 1) if minutes else None


def rows(since: date, until: date) -> list[Daily]:
    """Every day of the span, kept or still in tickets. ValueError for a span that is too long."""
    if not 0 <= (until - since).days < MOST_DAYS:
        raise ValueError(f"{since} to {until}")
    found = list(Daily.objects.filter(day__range=(since, until)))
    days = set(Ticket.objects.filter(day__range=(since, until)).values_list("day", flat=True))
    for day in sorted(days):
        found += daily(day)
    return sorted(found, key=lambda one: (one.day, one.room, one.source, one.payer, one.priority))


def by_room(found: Iterable[Daily]) -> dict[str, dict[str, Any]]:
    """Sums of a span; the minutes are the median of the days' medians."""
    rooms: dict[str, list[Daily]] = {}
    for one in found:
        rooms.setdefault(one.room, []).append(one)
    return {room: _summed(known) for room, known in sorted(rooms.items())}


def _summed(known: list[Daily]) -> dict[str, Any]:
    waits = [one.wait_minutes for one in known if one.wait_minutes is not None]
    serves = [one.serve_minutes for one in known if one.serve_minutes is not None]
    total = sum(one.total for one in known)
    return {
        **{
            field: sum(getattr(one, field) for one in known)
            for field in ("total", "served", "cancelled", "absent")
        },
        "online": sum(one.total for one in known if one.source == "online"),
        "bpjs": sum(one.total for one in known if one.payer == "bpjs"),
        "absent_percent": round(100 * sum(one.absent for one in known) / total) if total else 0,
        "wait": round(median(waits), 1) if waits else None,
        "serve": round(median(serves), 1) if serves else None,
    }


def month() -> tuple[date, date]:
    """From thirty days ago to today."""
    today = timezone.localdate()
    return today - timedelta(days=29), today
