"""Numbers without a gap: each is given in the transaction that keeps what it is for, and goes back with it."""

from __future__ import annotations

from datetime import date

from opd import counting
from opd.service.models import Counter
from opd.service.schema import Number
from opd.service.schema.numbering import period, written


def assign(series: str, number: Number, code: str, day: date) -> str:
    """The next number of ``series``. Others who want one wait until this transaction ends.

    RuntimeError outside of a transaction: a number would be lost with whatever fails afterwards.
    """
    count = counting.following(Counter, series=series, period=period(number, day))
    return written(number, code, count, day)
