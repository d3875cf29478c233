"""The queue's rules, tried with whatever comes to mind: order, states, numbers, hours."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from opd.queue import naming, order, schedule, states
from opd.queue.config import Limits, Room, Session
from opd.queue.order import Waiting
from opd.queue.states import Standing
from opd.refusal import Refused

lines = some.lists(
    some.builds(
        Waiting, some.from_regex(r"A-[0-9]{3}", fullmatch=True), some.integers(0, 9000), some.booleans()
    ),
    max_size=40,
    unique_by=lambda one: one.number,
)


@given(lines, some.integers(0, 50), some.integers(1, 6))
def test_everybody_is_called_once_and_each_class_in_its_order(
    line: list[Waiting], since: int, every: int
) -> None:
    called = order.sequence(line, since, every)
    assert Counter(called) == Counter(line)
    for priority in (True, False):
        own = [(one.place, one.number) for one in called if one.priority == priority]
        assert own == sorted(own)


@given(lines, some.integers(0, 50), some.integers(1, 6))
def test_of_so_many_calls_one_is_for_priority_as_long_as_both_wait(
    line: list[Waiting], since: int, every: int
) -> None:
    left, run = Counter(one.priority for one in line), since
    for one in order.sequence(line, since, every):
        if left[True] and left[False]:
            assert one.priority == (run >= every - 1)
        run = 0 if one.priority else run + 1
        left[one.priority] -= 1


@given(lines, some.booleans(), some.integers(1, 9), some.integers(2, 6))
def test_who_comes_back_stands_behind_so_many_of_their_class(
    line: list[Waiting], priority: bool, others: int, every: int
) -> None:
    mine = Waiting("Z-999", order.behind(line, priority, others), priority)
    called = [one for one in order.sequence([*line, mine], 0, every) if one.priority == priority]
    same = [one for one in line if one.priority == priority]
    assert called.index(mine) >= min(others, len(same))


@given(
    some.lists(some.floats(0.1, 200), max_size=30),
    some.integers(1, 60),
    some.integers(0, 80),
    some.integers(0, 9),
)
def test_a_wait_is_never_negative_and_grows_with_who_is_ahead(
    served: list[float], expected: int, ahead: int, desks: int
) -> None:
    each = order.minutes_each(served, expected)
    assert 0 <= order.wait(ahead, each, desks) <= order.wait(ahead + 1, each, desks)
    if len(served) < order.ENOUGH:
        assert each == expected


def test_the_median_is_not_moved_by_one_that_took_an_hour() -> None:
    assert order.minutes_each([5, 6, 7, 60], 30) == 6.5
    assert order.wait(4, 6.5) == 26
    assert order.wait(4, 6.5, desks=2) == 13


walks = some.lists(some.sampled_from(sorted(states.STEPS)), max_size=40)


@given(walks, some.integers(1, 5))
def test_whatever_is_done_an_end_is_an_end_and_limits_hold(walk: list[str], most: int) -> None:
    now = Standing(states.BOOKED)
    for step in walk:
        before = now
        try:
            now = states.after(now, step, most)
        except Refused:
            continue
        assert before.state not in states.ENDS
        assert now.calls <= most
        assert now.returns <= 1
        assert now.state in states.LABELS
        assert step in {*states.steps(before, most), "absent"}


@given(
    some.sampled_from(sorted(states.LABELS)),
    some.integers(0, 5),
    some.integers(0, 1),
    some.sampled_from(sorted(states.STEPS)),
)
def test_what_is_offered_is_what_is_allowed(state: str, calls: int, returns: int, step: str) -> None:
    now = Standing(state, calls, returns)
    try:
        states.after(now, step, 3)
    except Refused:
        assert step not in states.steps(now, 3)
    else:
        assert step == "absent" or step in states.steps(now, 3)


def test_steps_that_must_not_be() -> None:
    for state, step in (
        ("booked", "call"), ("waiting", "serve"), ("done", "call"), ("cancelled", "check_in"), ("serving", "cancel"),
        ("serving", "skip"), ("called", "cancel"), ("absent", "requeue"), ("referred", "finish"), ("waiting", "fly"),
    ):  # fmt: skip
        with pytest.raises(Refused):
            states.after(Standing(state), step, 3)


def test_every_state_can_be_reached_and_left() -> None:
    reached = {after for _, after in states.STEPS.values()} | {states.BOOKED}
    assert reached == set(states.LABELS)
    left = set().union(*(before for before, _ in states.STEPS.values()))
    assert left == states.OPEN


@given(some.sampled_from("ABCXYZ"), some.integers(1, 9999), some.integers(0, 99))
def test_a_number_that_is_written_is_read_as_it_was(room: str, count: int, series: int) -> None:
    assert naming.read(naming.written(room, count, series)) == (room, count, series)


counters = some.tuples(some.sampled_from("AB"), some.integers(1, 9999), some.integers(0, 99))


@given(counters, counters)
def test_no_two_counters_write_the_same_number(
    one: tuple[str, int, int], other: tuple[str, int, int]
) -> None:
    assert (one == other) == (naming.written(*one) == naming.written(*other))


@given(some.text(max_size=12))
def test_what_is_no_number_is_refused(text: str) -> None:
    try:
        assert naming.written(*naming.read(text)) == text or text[-4] == "0"
    except ValueError:
        return


def test_odd_numbers() -> None:
    for odd in (
        "",
        "A-1",
        "A-000",
        "a-001",
        "A-001\n",
        "AA-001",
        "A0-001",
        "A100-001",
        "A-00001",
        "A–001",
        "Ａ-001",
        "A-٠٠١",
    ):
        with pytest.raises(ValueError, match="no number"):
            naming.read(odd)
    for room, count, series in (
        ("", 1, 0),
        ("AB", 1, 0),
        ("A", 0, 0),
        ("A", 10_000, 0),
        ("A", 1, 100),
        ("A", 1, -1),
    ):
        with pytest.raises(ValueError, match="no number"):
            naming.written(room, count, series)


def test_what_is_read_out() -> None:
    assert naming.announced("A-001", "Poli Umum") == "Nomor antrian A nol nol satu, silakan ke Poli Umum."
    assert naming.announced("B12-090", "Poli Gigi", "Ruang 1") == (
        "Nomor antrian B satu dua nol sembilan nol, silakan ke Poli Gigi, Ruang 1."
    )


MONDAY = date(2026, 11, 30)
MORNING = Session(hari=["senin", "selasa"], jam="08.00-12.00", kuota=20)
NOON = Session(hari=["senin"], jam="13.00-15.00", kuota=5)
ROOM = Room(nama="Umum", jadwal=[NOON, MORNING])
LIMITS = Limits()


def test_sessions_of_a_day() -> None:
    assert schedule.sessions(ROOM, MONDAY) == (MORNING, NOON)
    assert schedule.sessions(ROOM, MONDAY + timedelta(days=1)) == (MORNING,)
    assert schedule.sessions(ROOM, MONDAY + timedelta(days=2)) == ()
    assert schedule.sessions(ROOM, MONDAY, {MONDAY}) == ()
    assert schedule.sessions(Room(nama="IGD", jadwal=[MORNING], buka_libur=True), MONDAY, {MONDAY}) == (
        MORNING,
    )
    assert schedule.sessions(ROOM, MONDAY, (), schedule.Change(closed=True)) == ()
    assert [one.kuota for one in schedule.sessions(ROOM, MONDAY, (), schedule.Change(quota=3))] == [3, 3]
    assert schedule.sessions(Room(nama="UGD", antre=False), MONDAY) == ()


def test_a_part_of_a_day_is_closed() -> None:
    eight_to_twelve, one_to_three = MORNING.start, NOON.start

    def hours(since: time | None, until: time | None) -> list[tuple[time, time]]:
        change = schedule.Change(closed=True, since=since, until=until)
        return [(one.start, one.end) for one in schedule.sessions(ROOM, MONDAY, (), change)]

    both = [(eight_to_twelve, time(12)), (one_to_three, time(15))]
    assert hours(time(10), None) == [(eight_to_twelve, time(10))]
    assert hours(time(12), None) == both[:1]
    assert hours(None, time(12)) == both[1:]
    assert hours(None, time(13)) == both[1:]
    assert hours(time(8), time(12)) == both[1:]
    assert hours(time(12), time(13)) == both
    assert hours(time(14), None) == [both[0], (one_to_three, time(14))]
    # No session begins late: whoever holds a number of it is called from its beginning on, or not at all.
    assert hours(None, time(9)) == both[1:]
    assert hours(time(9), time(10)) == [(eight_to_twelve, time(9)), both[1]]
    # Whoever asks for seconds is told minutes, as all others.
    assert hours(time(8, 0, 30), None) == []
    assert hours(time(12, 0, 30), None) == both[:1]
    assert hours(time(10, 0, 30), time(13, 0, 30)) == hours(time(10), time(13))
    quota = schedule.Change(closed=True, quota=3, since=time(10))
    (cut,) = schedule.sessions(ROOM, MONDAY, (), quota)
    assert (cut.end, cut.kuota) == (time(10), 3)
    for odd in (0, 1000):  # as it was kept before the form refused it
        (cut,) = schedule.sessions(ROOM, MONDAY, (), schedule.Change(closed=True, quota=odd, since=time(10)))
        assert (cut.end, cut.kuota) == (time(10), odd)
    # A quota without a closed part is the whole day's.
    assert len(schedule.sessions(ROOM, MONDAY, (), schedule.Change(quota=3, since=time(10)))) == 2


def test_who_holds_a_number_of_hours_that_changed() -> None:
    def kept(start: time, change: schedule.Change | None = None, closed: tuple[date, ...] = ()) -> bool:
        return schedule.kept(ROOM, MONDAY, start, closed, change)

    assert kept(time(8))
    assert kept(time(8), schedule.Change(quota=1))
    assert kept(time(8), schedule.Change(closed=True, since=time(12)))
    assert not kept(time(13), schedule.Change(closed=True, since=time(12)))
    assert not kept(time(8), schedule.Change(closed=True, since=time(11)))
    assert not kept(time(8), closed=(MONDAY,))
    assert not kept(time(9))


def test_who_books_after_a_change_takes_what_it_left() -> None:
    decided = datetime(2026, 11, 20, 9, 0)  # noqa: DTZ001  # local time

    def kept(start: time, minutes: int, **closed: time) -> bool:
        change = schedule.Change(closed=True, at=decided, **closed)
        return schedule.kept(ROOM, MONDAY, start, (), change, decided + timedelta(minutes=minutes))

    assert not kept(time(8), -1, since=time(11))
    assert not kept(time(8), 0, since=time(11))
    assert kept(time(8), 1, since=time(11))
    assert not kept(time(13), 1, since=time(11))
    assert not kept(time(8), 1, until=time(12))


moments = some.datetimes(datetime(2026, 11, 20), datetime(2026, 12, 20))  # noqa: DTZ001  # local time


@given(
    moments, some.dates(date(2026, 11, 20), date(2026, 12, 20)), some.integers(0, 14), some.integers(0, 240)
)
@settings(max_examples=200)
def test_what_may_be_booked_lies_ahead_and_within_the_days(
    now: datetime, day: date, days: int, closes: int
) -> None:
    limits = Limits(pesan_hari=days, pesan_tutup_menit=closes)
    free = schedule.bookable(MORNING, day, now, limits)
    ends = datetime.combine(day, MORNING.end)
    assert free == (0 <= (day - now.date()).days <= days and now < ends - timedelta(minutes=closes))
    assert (day in schedule.days(now, limits)) == (0 <= (day - now.date()).days <= days)


@given(some.times())
def test_a_walk_in_gets_one_session_and_never_one_that_is_over(moment: time) -> None:
    now = datetime.combine(MONDAY, moment)
    found = schedule.current((MORNING, NOON), MONDAY, now, LIMITS)
    if found:
        assert found.start <= (now + timedelta(minutes=LIMITS.hadir_menit)).time()
        assert moment < found.end
    else:
        assert moment < time(7) or moment >= time(15)
