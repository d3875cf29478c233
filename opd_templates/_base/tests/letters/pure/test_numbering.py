"""A letter's number in writing: two letters never look the same."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd.letters.rules import numbering
from opd.letters.rules.kinds import valid_until
from opd.letters.rules.wording import initials

FORM = "{kode}/{urut:03d}/{kelurahan}/{bulan_romawi}/{tahun}"
OFFICES = st.from_regex(r"\A[A-Z0-9][A-Z0-9.-]{0,29}\Z")
DAYS = st.dates(date(2020, 1, 1), date(2099, 12, 31))


@given(
    st.text("S0123456789-.", min_size=1, max_size=8),
    st.integers(1, 9999),
    OFFICES,
    DAYS,
    st.integers(1, 9999),
)
def test_numbers_differ_where_office_year_or_count_differ(
    code: str, count: int, office: str, day: date, other: int
) -> None:
    one = numbering.written(FORM, code, count, office, day)
    assert one == f"{code}/{count:03d}/{office}/{numbering.ROMAN[day.month - 1]}/{day.year}"
    assert (numbering.written(FORM, code, other, office, day) == one) == (other == count)
    assert numbering.written(FORM, code, count, office, day.replace(year=day.year + 1, day=1)) != one


def test_the_form_of_the_city() -> None:
    assert (
        numbering.written(FORM, "S-41", 7, "SETIA-NEGARA", date(2026, 11, 3))
        == "S-41/007/SETIA-NEGARA/XI/2026"
    )


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ("{kode}/{urut}/{tahun}", "{kelurahan} is missing: two letters could bear the same number"),
        ("{urut}/{kelurahan}", "{tahun} is missing: two letters could bear the same number"),
        ("{urut}/{kelurahan}/{tahun}/{nik}", "it cannot be filled in"),
        ("{urut:03q}/{kelurahan}/{tahun}", "it cannot be filled in"),
        ("{urut}/{kelurahan}/{tahun", "it cannot be filled in"),
        ("{urut}/{kelurahan}/{tahun}{urut.__class__}", "it reaches into a part"),
        ("{}/{urut}/{kelurahan}/{tahun}", "it cannot be filled in"),
    ],
)
def test_a_form_that_would_not_tell_letters_apart_is_refused(form: str, fault: str) -> None:
    assert any(one.startswith(fault) for one in numbering.faults(form)), list(numbering.faults(form))


def test_a_good_form_has_no_fault() -> None:
    assert list(numbering.faults(FORM)) == []


@given(st.integers(1, 48), DAYS)
def test_months_later_is_the_same_day_or_the_shorter_months_last(count: int, day: date) -> None:
    until = valid_until((count, "bulan"), day)
    assert until is not None
    assert (until.year * 12 + until.month) - (day.year * 12 + day.month) == count
    assert until.day == day.day or (until.day < day.day and until.day >= 28)


def test_known_ends() -> None:
    assert valid_until((1, "bulan"), date(2026, 1, 31)) == date(2026, 2, 28)
    assert valid_until((1, "tahun"), date(2024, 2, 29)) == date(2025, 2, 28)
    assert valid_until((14, "hari"), date(2026, 12, 25)) == date(2027, 1, 8)
    assert valid_until(None, date(2026, 1, 1)) is None


@given(st.text(max_size=60))
def test_initials_are_never_more_than_four_letters(name: str) -> None:
    told = initials(name)
    assert told == "-" or (len(told.replace(".", "")) <= 8 and told.count(".") <= 4)
    assert not any(sign.isdigit() for sign in told)


def test_known_initials() -> None:
    assert initials("Siti Rekaan Putri") == "S.R.P."
    assert initials("H. Togar d'Oe 9999990101900001") == "H.T.D.O."
    assert initials("123 !?") == "-"
