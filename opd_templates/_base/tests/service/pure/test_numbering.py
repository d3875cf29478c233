"""Numbers as people read them: never twice the same, whatever the format that passed the rules."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from opd.service.schema import Number
from opd.service.schema.numbering import faults, period, written

days = some.dates(date(2024, 1, 1), date(2031, 12, 31))
parts = some.permutations(
    ["{kode}", "{urut}", "{hari}", "{bulan}", "{bulan_romawi}", "{tahun}", "{urut:04d}", "A", "."]
)
formats = some.tuples(parts, some.integers(4, 9), some.sampled_from(["", "/", "-"])).map(
    lambda told: told[2].join(told[0][: told[1]])
)


@pytest.mark.parametrize(
    ("form", "count", "day", "number"),
    [
        ("{kode}/{urut:04d}/{bulan_romawi}/{tahun}", 7, date(2026, 3, 2), "IZIN/0007/III/2026"),
        ("{urut}-{hari}{bulan}{tahun}", 12345, date(2026, 12, 31), "12345-31122026"),
        ("B-{urut:03d}", 1000, date(2026, 1, 1), "B-1000"),
    ],
)
def test_written(form: str, count: int, day: date, number: str) -> None:
    assert written(Number(format=form), "IZIN", count, day) == number


@given(formats, some.sampled_from(["tahun", "bulan", "selamanya"]), some.lists(days, min_size=2, max_size=30))
def test_a_series_never_gives_one_number_twice(form: str, per: str, when: list[date]) -> None:
    number = Number(format=form, per=per)  # type: ignore[arg-type]  # one of the three
    assume(not list(faults(number)))
    counts: dict[str, int] = {}
    given_out = []
    for day in when:
        counts[period(number, day)] = counts.get(period(number, day), 0) + 1
        given_out.append(written(number, "X", counts[period(number, day)], day))
    assert len(set(given_out)) == len(given_out)
