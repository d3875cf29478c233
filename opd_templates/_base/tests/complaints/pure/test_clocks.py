"""Clocks over weekends and holidays, whatever the days are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd import days
from opd.complaints import clocks
from opd.complaints.clocks import Clock

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
LIMITS = st.sampled_from([3, 5, 14, 60])
HOLIDAYS = st.frozensets(st.dates(date(2024, 1, 1), date(2031, 12, 31)), max_size=40)
SPANS = st.integers(0, 200)
MONDAY = date(2026, 3, 2)
NONE: frozenset[date] = frozenset()


@given(DAYS, LIMITS, HOLIDAYS)
def test_on_the_last_day_all_is_used_and_it_is_not_late(
    since: date, limit: int, free: frozenset[date]
) -> None:
    clock = Clock(since, limit)
    due = clock.due(free)
    assert clock.used(due, free) == limit
    assert days.is_working(due, free)
    assert clocks.light(clock, due, free, 75).color != clocks.RED
    tomorrow = days.deadline(due, 1, free)
    assert clocks.light(clock, tomorrow, free, 75).color == clocks.RED


@given(DAYS, LIMITS, HOLIDAYS, SPANS, SPANS)
def test_time_that_stood_still_is_given_back(
    since: date, limit: int, free: frozenset[date], run: int, still: int
) -> None:
    stopped = since + timedelta(days=run)
    resumed = stopped + timedelta(days=still)
    halted = Clock(since, limit, 0, stopped)
    later = halted.resumed(resumed, free)
    assert halted.used(resumed, free) == Clock(since, limit).used(stopped, free) == later.used(resumed, free)
    assert later.due(free) >= Clock(since, limit).due(free)
    assert later.stopped is None


@given(DAYS, LIMITS, HOLIDAYS, SPANS)
def test_levels_only_grow(since: date, limit: int, free: frozenset[date], span: int) -> None:
    clock, shares = Clock(since, limit), (75, 90, 100)
    now = clocks.levels(clock, since + timedelta(days=span), free, shares)
    later = clocks.levels(clock, since + timedelta(days=span + 1), free, shares)
    assert later[: len(now)] == now
    assert (clocks.LATE in now) == (
        since + timedelta(days=span) > clock.due(free)
        and clock.used(since + timedelta(days=span), free) > limit
    )


@given(DAYS, LIMITS, HOLIDAYS, SPANS)
def test_one_more_holiday_never_makes_it_sooner(
    since: date, limit: int, free: frozenset[date], span: int
) -> None:
    more = free | {since + timedelta(days=span)}
    assert Clock(since, limit).due(more) >= Clock(since, limit).due(free)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (3, [[], [], ["75", "90", "100"], ["75", "90", "100", "lewat"]]),
        (5, [[], [], [], ["75"], ["75", "90", "100"], ["75", "90", "100", "lewat"]]),
    ],
)
def test_levels_day_by_day(limit: int, expected: list[list[str]]) -> None:
    clock = Clock(MONDAY - timedelta(days=3), limit)  # a Friday: Monday is the first day
    days_of_work = [MONDAY + timedelta(days=one) for one in (0, 1, 2, 3, 4, 7)]
    assert [
        clocks.levels(clock, day, NONE, (75, 90, 100)) for day in days_of_work[: len(expected)]
    ] == expected


def test_a_clock_that_stands_still_reminds_nobody() -> None:
    clock = Clock(MONDAY, 3, 0, MONDAY)
    assert clocks.levels(clock, MONDAY + timedelta(days=90), NONE, (75,)) == []
    assert clocks.light(clock, MONDAY + timedelta(days=90), NONE, 75).color == clocks.STILL


@pytest.mark.parametrize(("days_after", "silent"), [(0, False), (2, False), (3, True), (30, True)])
def test_silence_is_three_working_days(days_after: int, silent: bool) -> None:
    assert clocks.is_silent(MONDAY, MONDAY + timedelta(days=days_after), 3, NONE) == silent


def test_a_weekend_and_a_holiday_are_no_days() -> None:
    friday, monday = MONDAY - timedelta(days=3), MONDAY
    assert clocks.is_silent(friday, monday, 1, NONE)
    assert not clocks.is_silent(friday, monday, 1, frozenset({monday}))
