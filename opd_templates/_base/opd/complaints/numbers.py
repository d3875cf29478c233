"""Codes without a gap, as SQS-2026-000001: given in the transaction that keeps the complaint, gone if that fails."""

from __future__ import annotations

from django.db import connection

NEXT = """
INSERT INTO complaints_counter (year, last) VALUES (%s, 1)
ON CONFLICT (year) DO UPDATE SET last = complaints_counter.last + 1 RETURNING last
"""


def assign(prefix: str, year: int) -> str:
    """The year's next code; others who want one wait until this transaction ends.

    RuntimeError outside of a transaction: a number would be lost with whatever fails afterwards.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given within a transaction")
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [year])
        (count,) = cursor.fetchone()
    return written(prefix, year, count)


def written(prefix: str, year: int, count: int) -> str:
    return f"{prefix}-{year}-{count:06d}"
