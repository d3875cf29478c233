"""What visits amount to: failures, those excused by a power cut, the slowest."""

from __future__ import annotations

from dataclasses import replace

from infra.bench.load.visitors import Visit
from infra.bench.traffic import Cut, Report

GOOD = Visit(at=100.0, seconds=0.1, method="GET", host="a.test", protocol="h1", way="new", edge="10.0.0.1")
BAD = replace(GOOD, said="status 503")
CUT = Cut(110.0, 110.2, "10.0.0.1")


def test_failures_are_counted_with_their_kind_and_moment() -> None:
    report = Report.of([GOOD, replace(BAD, at=103.5), replace(BAD, at=102.5), replace(BAD, said="reset")])
    assert (report.visits, len(report.failed)) == (4, 3)
    assert "2 GET: status 503, first 2.5 s after the beginning" in str(report)
    assert "1 GET: reset, first 0.0 s" in str(report)


def test_in_flight_on_a_box_whose_power_is_cut_is_counted_apart() -> None:
    under_way = replace(BAD, at=109.0, seconds=5.0)
    while_it_was_cut = replace(BAD, at=110.1, seconds=0.1)
    on_an_old_connection = replace(BAD, at=112.0, opened=90.0)
    report = Report.of([under_way, while_it_was_cut, on_an_old_connection], [CUT])
    assert (len(report.failed), report.in_flight) == (0, 3)
    assert "3 in flight on a box whose power was cut" in str(report)


def test_a_power_cut_excuses_nothing_else() -> None:
    before = replace(BAD, at=105.0, seconds=1.0)
    after = replace(BAD, at=112.0, opened=112.0)
    another_edge = replace(BAD, at=112.0, opened=90.0, edge="10.0.0.2")
    report = Report.of([before, after, another_edge], [CUT])
    assert (len(report.failed), report.in_flight) == (3, 0)


def test_the_slowest_is_a_page_that_was_served() -> None:
    form = replace(GOOD, method="POST", seconds=10.0)
    report = Report.of([GOOD, replace(GOOD, seconds=0.9), form, replace(BAD, seconds=5.0)])
    assert report.slowest == 0.9


def test_no_visit_is_no_figure() -> None:
    assert Report.of([]) == Report(0, (), 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0)


def test_a_client_that_stood_still_says_so() -> None:
    assert "stood still for up to 1.5 s" in str(Report.of([GOOD, replace(GOOD, stood_still=1.5)]))
