"""Minutes of office hours: a request that comes in the night begins to wait when the office opens.

``hours`` are weekday → opening and closing time; moments are local, all in the same zone or none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

Hours = Mapping[int, tuple[time, time]]
_MINUTE = timedelta(minutes=1)
MOST_DAYS = 3660


def is_open(day: date, hours: Hours, holidays: Collection[date]) -> bool:
    return day.weekday() in hours and day not in holidays


def span(
    day: date, hours: Hours, holidays: Collection[date], zone: object = None
) -> tuple[datetime, datetime] | None:
    """From when to when the office is open on a day."""
    if not is_open(day, hours, holidays):
        return None
    first, last = hours[day.weekday()]
    return (
        datetime.combine(day, first, tzinfo=zone),  # type: ignore[arg-type]  # whatever the moments have
        datetime.combine(day, last, tzinfo=zone),  # type: ignore[arg-type]  # as above
    )


def due(since: datetime, minutes: int, hours: Hours, holidays: Collection[date]) -> datetime:
    """The moment at which ``minutes`` of office hours have passed. ValueError where the office never opens."""
    left, day = timedelta(minutes=minutes), since.date()
    for _ in range(MOST_DAYS):
        if found := span(day, hours, holidays, since.tzinfo):
            start = max(found[0], since)
            if start + left <= found[1]:
                return start + left
            left -= max(found[1] - start, timedelta())
        day += timedelta(days=1)
    raise ValueError("the office does not open")


def passed(since: datetime, until: datetime, hours: Hours, holidays: Collection[date]) -> int:
    """Whole minutes of office hours between two moments; 0 where ``until`` is not later."""
    total, day = timedelta(), since.date()
    while day <= until.date():
        if found := span(day, hours, holidays, since.tzinfo):
            total += max(min(found[1], until) - max(found[0], since), timedelta())
        day += timedelta(days=1)
    return total // _MINUTE


def service_days(now: datetime, count: int, hours: Hours, holidays: Collection[date]) -> list[date]:
    """The next ``count`` days on which requests are taken: today counts until the office closes."""
    found: list[date] = []
    day = now.date()
    for _ in range(MOST_DAYS):
        if len(found) == count:
            break
        today = span(day, hours, holidays, now.tzinfo)
        if today and now < today[1]:
            found.append(day)
        day += timedelta(days=1)
    return found
