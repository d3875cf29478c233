"""Lists as CSV and JSON. Personal data is masked, unless a role may have it and says why."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from django.db.models import QuerySet

from opd.service import answers, values
from opd.service.models import Record
from opd.service.schema import Field, Kind
from opd.service.schema.fields import CHOICES, FILES

CHUNK = 500
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(records: QuerySet[Record], kind: Kind, *, full: bool) -> Iterator[dict[str, Any]]:
    """One mapping a record. Masked values are texts, others what the type exports: what a program may send back."""
    fields = {code: field for code, field in kind.isian.items() if field.tipe not in FILES}
    titles: dict[str, str] = {}  # of records that are referred to: few of them, in many rows
    chosen = records.select_related("reverses").order_by("created_at", "pk")
    for record in chosen.iterator(chunk_size=CHUNK):
        row: dict[str, Any] = {
            "id": str(record.pk),
            "nomor": record.number,
            "status": record.state,
            "dibuat": record.created_at.isoformat(timespec="seconds"),
            "tenggat": record.due.isoformat() if record.due else None,
            "selesai": record.closed_at.isoformat(timespec="seconds") if record.closed_at else None,
            "membalik": record.reverses.number if record.reverses else None,
        }
        for code, field in fields.items():
            kept = answers.read(record, code, field)
            value = values.of(field)
            if kept is None:
                row[code] = None
            elif field.tipe == "rujukan":
                if kept not in titles:
                    titles[kept] = value.shown(kept, field)
                row[code] = {"id": kept, "judul": titles[kept]}
            elif field.is_sealed and not full:
                row[code] = value.hidden(kept, field)
            else:
                row[code] = value.exported(kept, field)
        yield row


class _Echo:
    def write(self, line: str) -> str:
        return line


def as_csv(found: Iterable[dict[str, Any]], kind: Kind) -> Iterator[str]:
    """Lines for a spreadsheet: it takes no cell for a formula, and knows by the mark that this is UTF-8."""
    own = ("nomor", "status", "dibuat", "tenggat", "selesai", "membalik")
    fields = {code: field for code, field in kind.isian.items() if field.tipe not in FILES}
    writer = csv.writer(_Echo())
    head = (
        (code, f"{code}_lat", f"{code}_lon") if field.tipe == "tempat" else (code,)
        for code, field in fields.items()
    )
    yield "\ufeff" + writer.writerow([*own, *chain(*head)])
    for row in found:
        told = (_cells(field, row[code]) for code, field in fields.items())
        yield writer.writerow(cell(one) for one in (*(row[name] for name in own), *chain(*told)))


def _cells(field: Field, value: Any) -> tuple[Any, ...]:
    """In words, as people read it. A place has three columns, for maps; a masked one has words alone."""
    if field.tipe == "tempat":
        place = value if isinstance(value, dict) else {"teks": value}
        return place["teks"], place.get("lat"), place.get("lon")
    if field.tipe == "rujukan" and value:
        return (value["judul"],)
    if field.tipe in CHOICES and value:
        return (values.of(field).shown(value, field),)
    return (value,)


def as_json(found: Iterable[dict[str, Any]], _: Kind) -> Iterator[str]:
    yield "["
    for number, row in enumerate(found):
        yield ("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False)
    yield "\n]\n"


def cell(value: Any) -> Any:
    """CSV injection (CWE-1236): text that a spreadsheet would run gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


FORMATS: dict[str, tuple[str, Callable[[Iterable[dict[str, Any]], Kind], Iterator[str]]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
}
