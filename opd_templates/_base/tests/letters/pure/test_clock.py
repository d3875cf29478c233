"""Minutes of office hours, whatever the hours and the holidays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd.letters.rules import clock

WEEK = {day: (time(8), time(15)) for day in range(4)} | {4: (time(8), time(11, 30))}
MONDAY = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001  # all moments here are of one zone
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001  # as above
    lambda moment: moment.replace(second=0, microsecond=0)
)
SPANS = st.tuples(st.integers(0, 22), st.integers(0, 59), st.integers(1, 59)).map(
    lambda told: (time(told[0], told[1]), time(told[0] + 1, told[2]))
)
HOURS = st.dictionaries(st.integers(0, 6), SPANS, min_size=1)
HOLIDAYS = st.sets(st.dates(date(2026, 1, 1), date(2027, 6, 1)), max_size=20)


@given(MOMENTS, st.integers(1, 2000), HOURS, HOLIDAYS)
def test_as_many_minutes_have_passed_at_the_deadline_as_were_given(
    since: datetime, minutes: int, hours: clock.Hours, holidays: set[date]
) -> None:
    due = clock.due(since, minutes, hours, holidays)
    assert clock.passed(since, due, hours, holidays) == minutes
    assert clock.passed(since, due - timedelta(minutes=1), hours, holidays) < minutes


@given(MOMENTS, st.integers(1, 2000), HOURS, HOLIDAYS)
def test_a_deadline_is_within_office_hours(
    since: datetime, minutes: int, hours: clock.Hours, holidays: set[date]
) -> None:
    due = clock.due(since, minutes, hours, holidays)
    opened = clock.span(due.date(), hours, holidays)
    assert opened is not None
    assert opened[0] < due <= opened[1]


@given(MOMENTS, st.integers(1, 500), st.integers(1, 500), HOURS, HOLIDAYS)
def test_deadlines_add_up(
    since: datetime, one: int, two: int, hours: clock.Hours, holidays: set[date]
) -> None:
    first = clock.due(since, one, hours, holidays)
    assert clock.due(first, two, hours, holidays) == clock.due(since, one + two, hours, holidays)


@given(MOMENTS, st.integers(1, 30), HOURS, HOLIDAYS)
def test_requests_are_taken_on_days_on_which_the_office_opens_and_is_not_closed_yet(
    now: datetime, count: int, hours: clock.Hours, holidays: set[date]
) -> None:
    days = clock.service_days(now, count, hours, holidays)
    assert len(days) == count
    assert days == sorted(set(days))
    assert all(clock.is_open(day, hours, holidays) for day in days)
    assert days[0] > now.date() or now < clock.span(now.date(), hours, holidays)[1]  # type: ignore[index]  # it is open


@pytest.mark.parametrize(
    ("since", "minutes", "due"),
    [
        (MONDAY, 15, MONDAY + timedelta(minutes=15)),
        (MONDAY.replace(hour=14, minute=50), 20, datetime(2026, 3, 3, 8, 10)),  # noqa: DTZ001  # as above
        (datetime(2026, 3, 6, 11, 20), 20, datetime(2026, 3, 9, 8, 10)),  # noqa: DTZ001  # Friday closes early
        (datetime(2026, 3, 7, 22, 0), 15, datetime(2026, 3, 9, 8, 15)),  # noqa: DTZ001  # on a Saturday night
        (datetime(2026, 3, 2, 3, 0), 15, datetime(2026, 3, 2, 8, 15)),  # noqa: DTZ001  # before it opens
    ],
)
def test_known_deadlines(since: datetime, minutes: int, due: datetime) -> None:
    assert clock.due(since, minutes, WEEK, ()) == due


def test_a_holiday_is_left_out() -> None:
    since = datetime(2026, 3, 2, 14, 50)  # noqa: DTZ001  # as above
    assert clock.due(since, 20, WEEK, {date(2026, 3, 3)}) == datetime(2026, 3, 4, 8, 10)  # noqa: DTZ001  # as above


def test_an_office_that_never_opens_has_no_deadline() -> None:
    with pytest.raises(ValueError, match="does not open"):
        clock.due(MONDAY, 1, {}, ())
    assert clock.service_days(MONDAY, 3, {}, ()) == []
