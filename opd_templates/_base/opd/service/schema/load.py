"""``skema.yaml`` -> Schema, or every fault at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic_core import ErrorDetails

from opd.service.schema.faults import Fault, Path, SchemaError, known_are, shown
from opd.service.schema.mending import KEY, Written, as_known, as_written, keys_at, meant_key, validated
from opd.service.schema.model import Schema
from opd.service.schema.reading import Document, read
from opd.service.schema.rules import RULES
from opd.service.schema.unknown import as_far_as_known

_WANTED = {
    "string_type": ("text", "Put it in quotes."),
    "int_type": ("a whole number", "Write it without quotes or a decimal point."),
    "bool_type": ("true or false", "Write one of the two, without quotes."),
    "tuple_type": ("a list", "Write `[a, b]`, or one `- ` a line."),
    "dict_type": ("a mapping", "Write `key: value`, one a line."),
    "model_type": ("a mapping", "Write `key: value`, one a line."),
}


def load(content: bytes, file: str = "skema.yaml") -> Schema:
    """SchemaError with every fault, in the order of the file."""
    document = read(content, file)
    if document.data is None:
        raise SchemaError(document.faults or [Fault(file, "", "the file is empty")])
    schema, faults = judged(document)
    if faults or schema is None:
        raise SchemaError(faults)
    return schema


def judged(document: Document) -> tuple[Schema | None, list[Fault]]:
    """The schema, if its form has no fault; and all faults: of its form, and between its parts as far as they are
    known."""
    schema, details = validated(document.data)
    said = {fault.place for fault in document.faults}
    found = [*document.faults, *(one for one in _translated(details, document) if one.place not in said)]
    known, written = as_known(document, details) if found else (schema, {})
    if known is not None:
        found += _between(known, document, written)
    return schema, _sorted(found)


def _between(schema: Schema, document: Document, written: Written) -> Iterator[Fault]:
    for rule in RULES:
        for path, *told in as_far_as_known(rule(schema)):
            place = as_written(path, written)
            yield document.fault(place, *told, key=_is_key(document, place))


def _is_key(document: Document, path: Path) -> bool:
    """A fault of a whole section, or of a role, is shown at its name."""
    if path[:1] == ("peran",):
        return True
    value: Any = document.data
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return True
    return isinstance(value, dict)


def _sorted(found: list[Fault]) -> list[Fault]:
    def place(fault: Fault) -> tuple[int, ...]:
        return tuple(int(part) for part in fault.place.rsplit(":", 2)[1:] if part.isdecimal())

    return sorted(dict.fromkeys(found), key=place)


def _translated(details: list[ErrorDetails], document: Document) -> list[Fault]:
    """A key that is missing because it is misspelt is told once."""
    unknown = [one["loc"] for one in details if one["type"] == "extra_forbidden"]
    misspelt = {(*path[:-1], meant_key(path)) for path in unknown}
    return [
        _fault(one, document) for one in details if one["type"] != "missing" or one["loc"] not in misspelt
    ]


def _fault(detail: ErrorDetails, document: Document) -> Fault:
    kind, path, context = detail["type"], detail["loc"], detail.get("ctx", {})
    if path[-1:] == (KEY,):
        return document.fault(path[:-1], *_refused(kind, detail, context), key=True)
    if kind == "missing":
        remedy = "The README lists every key."
        return document.fault(path[:-1], f"`{path[-1]}` is missing", "", remedy, key=True)
    if kind == "extra_forbidden":
        remedy = known_are(str(path[-1]), keys_at(path[:-1]))
        return document.fault(path, f"unknown key {shown(path[-1])}", "", remedy, key=True)
    return document.fault(path, *_refused(kind, detail, context))


def _refused(kind: str, detail: ErrorDetails, context: dict[str, Any]) -> tuple[str, str, str]:
    """Fault, reason, remedy."""
    value = detail["input"]
    if kind == "refused":
        return context["fault"], context["reason"], context["remedy"]
    if value is None:
        return "it is empty", "", "Give it a value, or leave the key out if it is optional."
    if kind in _WANTED:
        wanted, remedy = _WANTED[kind]
        return f"{shown(value)} is not {wanted}", "", remedy
    if kind == "literal_error":
        known = context["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return f"{shown(value)} is not known here", "", known_are(str(value), known)
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        return f"{shown(value)} is out of bounds", "", f"Write {bound}."
    return f"{shown(value)} is refused", detail["msg"], "The README lists every key."
