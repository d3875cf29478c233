"""Numbers without a gap: each is given in the transaction that keeps what it is for, and goes back with it.

A counter is a table of the app's own: a row for each series, told from others by the columns ``series``, and ``last``.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import sql

NEXT = """
INSERT INTO {table} ({series}, last) VALUES ({told}, 1)
ON CONFLICT ({series}) DO UPDATE SET last = {table}.last + 1 {bound} RETURNING last
"""
BOUND = sql.SQL("WHERE {table}.last < {most}")
NONE = sql.SQL("")


def following(counter: type[Model], **series: Any) -> int:
    """The next number; others who want one of this series wait until this transaction ends.

    RuntimeError outside of a transaction: a number would be lost with whatever fails afterwards.
    """
    ((count,),) = _raised(counter, series, NONE)
    return int(count)


def within(most: int, counter: type[Model], **series: Any) -> int | None:
    """The same; None where ``most`` (one or more) were given."""
    rows = _raised(counter, series, BOUND.format(table=_table(counter), most=sql.Literal(most)))
    return int(rows[0][0]) if rows else None


def _table(counter: type[Model]) -> sql.Identifier:
    return sql.Identifier(counter._meta.db_table)  # noqa: SLF001  # Django documents it as its own interface


def _raised(counter: type[Model], series: dict[str, Any], bound: sql.Composable) -> list[tuple[int]]:
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given within a transaction")
    statement = sql.SQL(NEXT).format(
        table=_table(counter),
        series=sql.SQL(", ").join(map(sql.Identifier, series)),
        told=sql.SQL(", ").join([sql.Placeholder()] * len(series)),
        bound=bound,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, list(series.values()))
        found: list[tuple[int]] = cursor.fetchall()
    return found
