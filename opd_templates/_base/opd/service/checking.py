"""A changed schema must not leave data without a place: told before a release serves, with what to do.

``migrate`` refuses it, however it is called, and the platform runs that before each release; ``check --database
default`` tells the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from opd.service import current
from opd.service.models import Record, Shape
from opd.service.schema import Kind, Schema
from opd.service.sealing import MARK

FIELDS = """
SELECT kind, key, bool_or(jsonb_typeof(value) = 'object' AND value ? %s), count(*)
FROM service_record, jsonb_each(data) GROUP BY kind, key
"""
STATES = "SELECT kind, state, count(*) FROM service_record GROUP BY kind, state"


def nothing_is_orphaned(databases: Any = None, **_: Any) -> list[CheckMessage]:
    if not databases or "service_record" not in connection.introspection.table_names():
        return []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(FIELDS, [MARK])
            fields = cursor.fetchall()
            cursor.execute(STATES)
            states = cursor.fetchall()
    except DatabaseError:
        return []  # an older release's table: its migration comes first
    schema = current.schema()
    found = [*_states(schema, states), *_fields(schema, fields), *_types(schema)]
    return [Error(f"skema.yaml: {fault}", hint=hint, id="service.E001") for fault, hint in found]


def _states(schema: Schema, states: list[tuple[str, str, int]]) -> Iterator[tuple[str, str]]:
    for code, state, count in states:
        kind = schema.jenis.get(code)
        if kind is None:
            yield (
                f"the kind `{code}` is gone, and {count} records of it (state `{state}`) are there",
                "Put the kind back. To end a service take all roles out of `buat`, and wait for its retention.",
            )
        elif state not in kind.status:
            yield (
                f"`{code}.status.{state}` is gone, and {count} records are in it",
                "Put the state back with `usang: true`, with a move that leads out of it.",
            )


def _fields(schema: Schema, fields: list[tuple[str, str, bool, int]]) -> Iterator[tuple[str, str]]:
    for code, name, sealed, count in fields:
        kind = schema.jenis.get(code)
        if kind is None:
            continue  # told above
        field = kind.isian.get(name)
        if field is None:
            yield (
                f"`{code}.isian.{name}` is gone, and {count} records have an answer to it",
                "Put the field back with `usang: true`: it is shown, and no longer asked for.",
            )
        elif field.is_sealed != sealed:
            was, now = ("encrypted", "kept in clear") if sealed else ("kept in clear", "encrypted")
            yield (
                f"`{code}.isian.{name}` would be {now}, and {count} answers are {was}",
                "Leave this field as it was, with `usang: true`, and add one with another id.",
            )


def _types(schema: Schema) -> Iterator[tuple[str, str]]:
    """A type that cannot read what another one kept."""
    last = Shape.objects.order_by("-pk").first()
    for code, fields in (last.kinds if last else {}).items():
        kind = schema.jenis.get(code)
        for name, was in fields.items():
            field = kind.isian.get(name) if kind else None
            if field and field.tipe != was and Record.objects.filter(kind=code, data__has_key=name).exists():
                yield (
                    f"`{code}.isian.{name}` was `{was}` and would be `{field.tipe}`",
                    "Leave this field as it was, with `usang: true`, and add one with another id.",
                )


def refuse(**_: Any) -> None:
    """Before ``migrate`` does anything. Not one of its own checks: those are left out when a command calls it."""
    if found := nothing_is_orphaned(databases=["default"]):
        raise CommandError("\n".join(f"{fault.msg}\n    {fault.hint}" for fault in found))


def remember(**_: Any) -> None:
    """After ``migrate``: what the next schema is compared with."""
    kinds = {code: _shape(kind) for code, kind in current.schema().jenis.items()}
    last = Shape.objects.order_by("-pk").first()
    if last is None or last.kinds != kinds:
        Shape.objects.create(kinds=kinds)


def _shape(kind: Kind) -> dict[str, str]:
    return {name: field.tipe for name, field in kind.isian.items()}
