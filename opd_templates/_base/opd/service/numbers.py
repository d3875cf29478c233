"""Numbers without a gap: each is given in the transaction that keeps what it is for, and goes back with it."""

from __future__ import annotations

from datetime import date

from django.db import connection

from opd.service.schema import Number
from opd.service.schema.numbering import period, written

NEXT = """
INSERT INTO service_counter (series, period, last) VALUES (%s, %s, 1)
ON CONFLICT (series, period) DO UPDATE SET last = service_counter.last + 1 RETURNING last
"""


def assign(series: str, number: Number, code: str, day: date) -> str:
    """The next number of ``series``. Others who want one wait until this transaction ends.

    RuntimeError outside of a transaction: a number would be lost with whatever fails afterwards.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given within a transaction")
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [series, period(number, day)])
        (count,) = cursor.fetchone()
    return written(number, code, count, day)
