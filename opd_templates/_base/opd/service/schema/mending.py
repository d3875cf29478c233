"""A schema whose form has faults, as far as it is known: faulty values are ``UNKNOWN``, odd names mended, the rest as
written. So the rules between its parts are judged in the same round as its form."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Iterable
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from opd.service.schema.faults import Path
from opd.service.schema.kinds import mended_id, mended_role
from opd.service.schema.model import Schema
from opd.service.schema.reading import Document
from opd.service.schema.unknown import UNKNOWN, Named

KEY = "[key]"
"""pydantic's word for "the key itself"."""
Written = dict[Path, str]


def validated(data: Any) -> tuple[Schema | None, list[ErrorDetails]]:
    try:
        return Schema.model_validate(data), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def as_known(document: Document, details: Iterable[ErrorDetails]) -> tuple[Schema | None, Written]:
    """The schema, None where nothing of it is known; and how names that were mended stand in the file."""
    data, odd = copy.deepcopy(document.data), list[Path]()
    if not isinstance(data, dict):
        return None, {}
    for path in document.unsure:
        _blot(data, path)
    for detail in details:
        path = detail["loc"]
        if path[-1:] == (KEY,):
            odd.append(path[:-1])
        elif detail["type"] == "extra_forbidden":
            _leave_out(data, path)
        else:
            _blot(data, path)
    written: Written = {}
    odd.sort(key=len, reverse=True)  # the inner ones first: their paths lead through the outer ones
    for path in odd:
        _mend_name(data, path, written)
    return validated(data)[0], written


def as_written(path: Path, written: Written) -> Path:
    """A path in the schema as known -> the same in the file."""
    found: Path = ()
    for step in path:
        found = (*found, written.get((*found, step), step))
    return found


def _blot(data: dict[str, Any], path: Path) -> None:
    """Nothing is known of the value at ``path``; of a list nothing at all where one entry is not known."""
    at: Any = data
    for step, after in zip(path, (*path[1:], 0), strict=True):
        if isinstance(after, int) or not isinstance(at.get(step), dict):
            at[step] = UNKNOWN
            return
        at = at[step]


def _leave_out(data: dict[str, Any], path: Path) -> None:
    """A key that is not known; the one that was meant, if any, was written and is not known either."""
    section = _at(data, path[:-1])
    if section is None:
        return
    section.pop(path[-1], None)
    if meant := meant_key(path):
        section.setdefault(meant, UNKNOWN)


def _mend_name(data: dict[str, Any], path: Path, written: Written) -> None:
    *before, place, name = path
    around, parts = _at(data, tuple(before)), _at(data, path[:-1])
    if around is None or parts is None or name not in parts.keys():  # noqa: SIM118  # an open mapping knows not
        return
    mended = Named(parts)
    part = mended.pop(name)
    better = mended_role(name) if place == "peran" else mended_id(name)
    if better not in mended.keys():  # noqa: SIM118  # as above
        mended[better] = part
        written[(*path[:-1], better)] = name
    mended.is_open = True
    around[place] = mended


def _at(data: dict[str, Any], path: Path) -> dict[str, Any] | None:
    """The mapping at ``path``, if it is known."""
    at: Any = data
    for step in path:
        at = at.get(step) if isinstance(at, dict) else None
    return at if isinstance(at, dict) else None


def meant_key(path: Path) -> str | None:
    """The key that somebody meant who wrote the unknown one at ``path``, if one is near."""
    near = difflib.get_close_matches(str(path[-1]), sorted(keys_at(path[:-1])), 1)
    return near[0] if near else None


def keys_at(path: Path) -> list[str]:
    """The keys that a person may write at ``path``."""
    section: type[BaseModel] = Schema
    is_name = False
    for step in path:
        field = None if is_name else section.model_fields.get(str(step))
        inner = _section_in(field.annotation) if field else None
        is_name = bool(inner) and get_origin(field.annotation if field else None) is dict
        section = inner or section
    return list(section.model_fields)


def _section_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (dict, tuple, Union, UnionType, Annotated):
        return next((found for inner in get_args(annotation) if (found := _section_in(inner))), None)
    return None
