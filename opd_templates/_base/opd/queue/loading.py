"""``antrian.yaml`` → Config, or every fault at once, each with its line. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from opd.queue.config import Config, Room
from opd.service.schema.faults import Fault, SchemaError, known_are, shown
from opd.service.schema.reading import Document, read

Rooms = dict[str, Room | None]
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
    rooms = _readable(document.data)
    found += [fault for rule in (_letters, _schedules, _referrals) for fault in rule(rooms, document)]
    if config is not None and not config.queues:
        found.append(document.fault(("poli",), "no room gives numbers", "", README, key=True))
    if found or config is None:
        raise SchemaError(sorted(dict.fromkeys(found), key=_place))
    return config


def _readable(data: Any) -> Rooms:
    """The rooms, each by itself: one that has a fault does not hide those of others; it is None here."""
    given = data.get("poli") if isinstance(data, dict) else None
    rooms: Rooms = {}
    for code, told in given.items() if isinstance(given, dict) else ():
        try:
            rooms[code] = Room.model_validate(told)
        except ValidationError:
            rooms[code] = None
    return rooms


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


def _letters(rooms: Rooms, document: Document) -> Iterator[Fault]:
    for code in rooms:
        if not re.fullmatch("[A-Z]", code):
            remedy = "Name a room by one letter, A to Z."
            yield document.fault(("poli", code), f"{shown(code)} is no letter", "", remedy, key=True)


def _schedules(rooms: Rooms, document: Document) -> Iterator[Fault]:
    for code, room in rooms.items():
        path = ("poli", code)
        if room is None:
            continue
        if room.antre and not room.jadwal:
            yield document.fault(path, "`jadwal` is missing", "Nobody could take a number.", README, key=True)
        if not room.antre and room.jadwal:
            fault = "a room without numbers has no schedule"
            yield document.fault((*path, "jadwal"), fault, "", "Leave it out.", key=True)
        for (_, one), (at, other) in combinations(enumerate(room.jadwal), 2):
            if one.weekdays & other.weekdays and one.start < other.end and other.start < one.end:
                place, remedy = (*path, "jadwal", at, "jam"), "A day's sessions follow each other."
                yield document.fault(place, f"{other.jam} overlaps {one.jam}", "", remedy)


def _referrals(rooms: Rooms, document: Document) -> Iterator[Fault]:
    numbered = {code for code, room in rooms.items() if room is None or room.antre}
    for code, room in rooms.items():
        for at, other in enumerate(room.rujuk if room else ()):
            if other == code or other not in numbered:
                fault, remedy = f"{shown(other)} is no other room with numbers", known_are(other, numbered)
                yield document.fault(("poli", code, "rujuk", at), fault, "", remedy)
