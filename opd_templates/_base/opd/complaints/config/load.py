"""A project's files of data -> what they say, or every fault at once, each with its line and column."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from opd.complaints.config.model import Areas, Settings
from opd.complaints.config.rules import AREAS_RULES, SETTINGS_RULES, Told
from opd.service.schema.faults import Fault, Path, shown
from opd.service.schema.reading import Document, read

M = TypeVar("M", bound=BaseModel)
_KEY = "[key]"  # pydantic's word for "the key itself"
_WANTED = {
    "string_type": "it is not text: put it in quotes",
    "int_type": "it is not a whole number",
    "bool_type": "it is neither true nor false",
    "tuple_type": "it is not a list: write `[a, b]`",
    "dict_type": "it is not a mapping: write `key: value`, one a line",
    "model_type": "it is not a mapping: write `key: value`, one a line",
}


def settings(content: bytes, file: str) -> tuple[Settings | None, list[Fault]]:
    return _loaded(Settings, SETTINGS_RULES, content, file)


def areas(content: bytes, file: str) -> tuple[Areas | None, list[Fault]]:
    return _loaded(Areas, AREAS_RULES, content, file)


def _loaded(  # noqa: UP047  # also read on Python 3.11
    model: type[M], rules: Sequence[Callable[[M], Iterable[Told]]], content: bytes, file: str
) -> tuple[M | None, list[Fault]]:
    document = read(content, file)
    if document.data is None:
        return None, list(document.faults) or [document.fault((), "the file is empty")]
    try:
        found = model.model_validate(document.data)
    except ValidationError as error:
        told = [_translated(one, document, model) for one in error.errors(include_url=False)]
        return None, _in_order([*document.faults, *told])
    told = [document.fault(path, *words) for path, *words in _broken(rules, found)]
    return found, _in_order([*document.faults, *told])


def _broken(  # noqa: UP047  # as above
    rules: Sequence[Callable[[M], Iterable[Told]]], found: M
) -> Iterator[Told]:
    for rule in rules:
        yield from rule(found)


def _translated(detail: ErrorDetails, document: Document, model: type[BaseModel]) -> Fault:
    path: Path = detail["loc"]
    kind, context = detail["type"], detail.get("ctx", {})
    if path[-1:] == (_KEY,):
        path = path[:-1]
    if kind == "missing":
        remedy = "Write it; the example that came with the template has it."
        return document.fault(path[:-1], f"`{path[-1]}` is missing", "", remedy, key=True)
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(path[-1]), _keys(model, path[:-1]), 1)
        remedy = f"Did you mean `{near[0]}`?" if near else "Remove it."
        return document.fault(path, f"{shown(path[-1])} is not known here", "", remedy, key=True)
    if kind == "refused":
        return document.fault(path, context["fault"], context["reason"], context["remedy"])
    return document.fault(path, _WANTED.get(kind, f"{shown(detail['input'])}: {detail['msg']}"))


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that may stand at ``path``."""
    at: Any = model
    for step in path:
        if isinstance(at, type) and issubclass(at, BaseModel):
            field = at.model_fields.get(str(step))
            at = field.annotation if field else None
        else:
            at = (get_args(at) or (None,))[-1]
    return list(at.model_fields) if isinstance(at, type) and issubclass(at, BaseModel) else []


def _in_order(found: Iterable[Fault]) -> list[Fault]:
    def place(fault: Fault) -> tuple[int, ...]:
        return tuple(int(part) for part in fault.place.rsplit(":", 2)[1:] if part.isdecimal())

    return sorted(dict.fromkeys(found), key=place)
