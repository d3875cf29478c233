"""Tables for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(name: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Semicolons between, as Indonesian spreadsheets expect (the comma is the decimal mark); UTF-8 with a mark."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")
    csv.writer(response, delimiter=";").writerows([[harmless(cell) for cell in row] for row in rows])
    return response


def harmless(cell: Any) -> str:
    """What a citizen wrote is never a formula to a spreadsheet; figures below nought stay figures."""
    text = "" if cell is None else str(cell)
    if text.startswith(FORMULAS) and not text.lstrip("-").replace(".", "").replace(",", "").isdigit():
        return "'" + text
    return text
