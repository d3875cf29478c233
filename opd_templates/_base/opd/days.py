"""Working days: Monday to Friday, but for the holidays and shared leave that the government names each year.

Those days are data (the table ``Holiday``): a joint decree of three ministers sets them, and amends them within the
year. The arithmetic takes them as an argument, so that it needs no database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta

FRIDAY = 4
ONE = timedelta(days=1)


def holidays() -> frozenset[date]:
    """All that the table ``Holiday`` holds: a few dozen days a year."""
    from opd.models import Holiday  # here: the arithmetic is used, and tested, without Django

    return frozenset(Holiday.objects.values_list("day", flat=True))


def on_change(renew: Callable[..., None]) -> None:
    """``renew`` reckons deadlines anew: called with keywords each time a holiday is saved or deleted."""
    from django.db.models.signals import post_delete, post_save

    from opd.models import Holiday

    for signal in (post_save, post_delete):
        signal.connect(renew, sender=Holiday, dispatch_uid=f"{renew.__module__}.{id(signal)}")


def is_working(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() <= FRIDAY and day not in holidays


def deadline(received: date, days: int, holidays: Collection[date]) -> date:
    """The last of ``days`` working days after ``received``, which itself does not count."""
    if days < 0:
        raise ValueError(f"{days} days cannot pass")
    day = received
    while days:
        day += ONE
        days -= is_working(day, holidays)
    return day


def passed(since: date, until: date, holidays: Collection[date]) -> int:
    """How many working days came after ``since``, ``until`` included; 0 when it is not later."""
    span = range((until - since).days)
    return sum(is_working(since + ONE * (number + 1), holidays) for number in span)
