"""Codes without a gap, as SQS-2026-000001: given in the transaction that keeps the complaint, gone if that fails."""

from __future__ import annotations

from opd import counting
from opd.complaints.models import Counter


def assign(prefix: str, year: int) -> str:
    """The year's next code; others who want one wait until this transaction ends. RuntimeError outside of one."""
    return written(prefix, year, counting.following(Counter, year=year))


def written(prefix: str, year: int, count: int) -> str:
    return f"{prefix}-{year}-{count:06d}"
