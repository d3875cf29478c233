"""What the rules of a schema share: a rule is a function that yields path, fault, reason and remedy.

Rules judge one kind or one part at a time, so that a part of which not all is known (``opd.service.schema.unknown``)
keeps no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Literal

from opd.service.schema.faults import Path
from opd.service.schema.fields import Field
from opd.service.schema.model import Kind, Schema
from opd.service.schema.unknown import UNKNOWN, as_far_as_known, some

Found = Iterator[tuple[Path, str, str, str]]
Rule = Callable[[Schema], Found]
LETTER_WORDS = frozenset(
    {
        "nomor",
        "tanggal",
        "nomor_surat",
        "tanggal_surat",
        "status",
        "jabatan",
        "penandatangan",
        "nip",
        "opd",
        "kota",
    }
)
TITLE_WORDS = frozenset({"nomor"})
RESERVED = (
    LETTER_WORDS
    | TITLE_WORDS
    | {
        "id",
        "dibuat",
        "selesai",
        "lampu",
        "jenis",
        "dari",
        "sampai",
        "tenggat",
        "membalik",
        "pemberitahuan",
    }
)
PAGING = frozenset({"mulai", "banyak"})
"""Beside the filters of a list, in the API."""
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


def kinds(schema: Schema) -> Iterator[tuple[Path, Kind]]:
    """Those of which something is known."""
    for code, kind in schema.jenis.items():
        if kind is not UNKNOWN:
            yield ("jenis", code), kind


def of_kinds(rule: Callable[[Schema, Path, Kind], Found]) -> Rule:
    """The rule is about one kind."""

    @wraps(rule)
    def judged(schema: Schema) -> Found:
        for path, kind in kinds(schema):
            yield from as_far_as_known(rule(schema, path, kind))

    return judged


def of_parts(
    section: Literal["isian", "status", "langkah", "surat"],
) -> Callable[[Callable[[Schema, Kind, Path, Any], Found]], Rule]:
    """The rule is about one part of a kind; the last step of its path is its id."""

    def decorate(rule: Callable[[Schema, Kind, Path, Any], Found]) -> Rule:
        @wraps(rule)
        def judged(schema: Schema) -> Found:
            for path, kind in kinds(schema):
                parts = getattr(kind, section)
                for code, part in () if parts is UNKNOWN else parts.items():
                    yield from as_far_as_known(rule(schema, kind, (*path, section, code), part))

        return judged

    return decorate


def placeholders(text: str) -> list[str]:
    """The names in ``{}``, in their order."""
    return _PLACEHOLDER.findall(str(text))


def is_live(field: Field) -> bool:
    return not field.usang


def is_asked(field: Field) -> bool:
    """In the form that begins a record."""
    return not field.usang and field.pengisi == "pemohon"


def has_personal(kind: Kind) -> bool:
    return some(lambda field: field.is_personal, kind.isian.values())
