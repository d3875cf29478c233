"""``antrian.yaml`` → Config, or every fault at once, each with its line. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from opd.queue.config import Config
from opd.service.schema.faults import Fault, SchemaError, known_are, shown
from opd.service.schema.reading import Document, read

README = "The project's README lists every key."
_WANTED = {
    "string_type": "text; put it in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list: write [a, b]",
    "dict_type": "a mapping: write `key: value`",
    "model_type": "a mapping: write `key: value`",
}


def load(content: bytes, file: str = "antrian.yaml") -> Config:
    """SchemaError with every fault, in the order of the file."""
    document = read(content, file)
    if document.data is None:
        raise SchemaError(document.faults or [Fault(file, "", "the file is empty")])
    found, config = list(document.faults), None
    try:
        config = Config.model_validate(document.data)
    except ValidationError as error:
        found += [_fault(one, document) for one in error.errors()]
    if config is not None:
        found += _between(config, document)
    if found or config is None:
        raise SchemaError(sorted(dict.fromkeys(found), key=_place))
    return config


def _place(fault: Fault) -> tuple[int, ...]:
    return tuple(int(part) for part in fault.place.rsplit(":", 2)[1:] if part.isdecimal())


def _fault(detail: ErrorDetails, document: Document) -> Fault:
    kind, path, told = detail["type"], detail["loc"], detail.get("ctx", {})
    if kind == "refused":
        return document.fault(path, told["fault"], told["reason"], told["remedy"])
    if kind == "missing":
        return document.fault(path[:-1], f"`{path[-1]}` is missing", "", README, key=True)
    if kind == "extra_forbidden":
        return document.fault(path, f"unknown key {shown(path[-1])}", "", README, key=True)
    if kind in _WANTED:
        return document.fault(path, f"{shown(detail['input'])} is not {_WANTED[kind]}", "", README)
    return document.fault(path, f"{shown(detail['input'])} is refused", f"{detail['msg']}.", README)


def _between(config: Config, document: Document) -> Iterator[Fault]:
    for code, room in config.poli.items():
        path = ("poli", code)
        if not re.fullmatch("[A-Z]", code):
            yield document.fault(
                path, f"{shown(code)} is no letter", "", "Name a room by one letter, A to Z.", key=True
            )
        if room.antre and not room.jadwal:
            yield document.fault(path, "`jadwal` is missing", "Nobody could take a number.", README, key=True)
        if not room.antre and room.jadwal:
            yield document.fault(
                (*path, "jadwal"), "a room without numbers has no schedule", "", "Leave it out.", key=True
            )
        for at, other in enumerate(room.rujuk):
            if other == code or other not in config.queues:
                yield document.fault(
                    (*path, "rujuk", at),
                    f"{shown(other)} is no other room with numbers",
                    "",
                    known_are(other, config.queues),
                )
        numbered = list(enumerate(room.jadwal))
        for (_, one), (at, other) in combinations(numbered, 2):
            if one.weekdays & other.weekdays and one.start < other.end and other.start < one.end:
                yield document.fault(
                    (*path, "jadwal", at, "jam"),
                    f"{other.jam} overlaps {one.jam}",
                    "",
                    "A day's sessions follow each other.",
                )
    if not config.queues:
        yield document.fault(("poli",), "no room gives numbers", "", README, key=True)
