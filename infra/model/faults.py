"""pydantic's errors in our words: place, path, fault, reason, remedy."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from infra.errors import Problem
from infra.model.city import did_you_mean
from infra.model.document import Document, Path
from infra.model.policy import reason_against
from infra.model.refusal import shown
from infra.model.section import Section

_REFERENCE = "See docs/reference.yaml for every key."
_ECHOES = ("default_factory_not_called",)  # the field it would have been made from is at fault already
_WANTED = {
    "string_type": ("text", "Put it in quotes."),
    "int_type": ("a whole number", "Write it without quotes or a decimal point."),
    "tuple_type": ("a list", "Write `[a, b]`, or one `- ` a line."),
    "mapping_type": ("a mapping", "Write `key: value`, one a line."),
    "dict_type": ("a mapping", "Write `key: value`, one a line."),
    "model_type": ("a mapping", "Write `key: value`, one a line."),
}


def translate(error: ValidationError, section: type[Section], document: Document) -> list[Problem]:
    """Every fault pydantic found in ``document`` when read as ``section``, but where the YAML is at fault."""
    said = {fault.place for fault in document.faults}
    found = [
        _problem(detail, section, document)
        for detail in error.errors(include_url=False)
        if detail["type"] not in _ECHOES
    ]
    return [problem for problem in found if problem.place not in said]


def _problem(detail: ErrorDetails, section: type[Section], document: Document) -> Problem:
    kind, path, context = detail["type"], detail["loc"], detail.get("ctx", {})
    if path[-1:] == ("[key]",):  # pydantic's word for "the key itself"
        return document.problem(path[:-1], *_refused(context), key=True)
    if kind == "refused":
        return document.problem(path, *_refused(context))
    if kind == "missing":
        return document.problem(path, f"`{path[-1]}` is missing", "", _REFERENCE, key=True)
    if kind == "extra_forbidden":
        if against := reason_against(path):
            return document.problem(path, *against, key=True)
        remedy = did_you_mean(str(path[-1]), _keys_at(section, path[:-1]))
        return document.problem(path, f"unknown key {shown(path[-1])}", "", remedy, key=True)
    return document.problem(path, *_said(kind, detail["input"], context, detail["msg"]))


def _refused(context: dict[str, Any]) -> tuple[str, str, str]:
    return context["fault"], context["reason"], context["remedy"]


def _said(kind: str, value: object, context: dict[str, Any], message: str) -> tuple[str, str, str]:
    """Fault, reason, remedy of pydantic's own checks."""
    if value is None or kind in ("too_short", "string_too_short"):
        return "it is empty", "", "Give it a value, or leave the key out if it is optional."
    if kind in _WANTED:
        wanted, remedy = _WANTED[kind]
        return f"{shown(value)} is not {wanted}", "", remedy
    if kind == "literal_error":
        known = context["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return f"{shown(value)} is not known here", f"It can be: {', '.join(known)}.", _nearest(value, known)
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        return f"{shown(value)} is out of bounds", "", f"Write {bound}."
    if kind == "string_too_long":
        return f"{shown(value)} is too long", "", f"At most {context['max_length']} characters."
    return f"{shown(value)} is refused", message, _REFERENCE


def _nearest(value: object, known: list[str]) -> str:
    remedy = did_you_mean(str(value), known)
    return remedy if remedy.startswith("Did") else "Choose one of them."


def _keys_at(section: type[Section], path: Path) -> list[str]:
    """The keys a person may write at ``path`` of ``section``."""
    for step in path:
        if isinstance(step, str) and step in section.model_fields:
            section = _section_in(section.model_fields[step].annotation) or section
    fields = section.model_fields.items()
    return [field.alias or name for name, field in fields if name not in section.given]


def _section_in(annotation: Any) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _section_in(inner))), None)
