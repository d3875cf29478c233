"""What is wrong with a schema, in one shape: place, path, fault, reason, remedy; and how a value is quoted there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from pydantic_core import PydanticCustomError

Path = tuple[str | int, ...]
_SHOWN = 60
_COLLECTIONS = {list: "a list", dict: "a mapping", tuple: "a list"}


@dataclass(frozen=True, slots=True)
class Fault:
    """``place`` is ``file:line:column``, from 1; ``path`` leads there inside the file (``jenis.izin.status``)."""

    place: str
    path: str
    fault: str
    reason: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        head = ": ".join(part for part in (self.place, self.path, self.fault) if part)
        more = (("why", self.reason), ("do", self.remedy))
        return "\n".join([head, *(f"    {word}: {text}" for word, text in more if text)])


class SchemaError(Exception):
    """Every fault of one schema at once, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def refuse(fault: str, reason: str = "", remedy: str = "") -> NoReturn:
    """For validators of pydantic: words that a person can act on."""
    raise PydanticCustomError("refused", "{fault}", {"fault": fault, "reason": reason, "remedy": remedy})


def shown(value: object) -> str:
    """A value in one printable, short line."""
    if isinstance(value, bool):
        return str(value).lower()
    if type(value) in _COLLECTIONS:
        return _COLLECTIONS[type(value)]
    text = ascii(value) if isinstance(value, str) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"


def path_text(path: Path) -> str:
    """``("jenis", "izin", "dari", 0)`` -> ``jenis.izin.dari[0]``; odd keys are quoted."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += ("." if text else "") + (
                step if re.fullmatch(r"[A-Za-z0-9_ -]{1,63}", step) else shown(step)
            )
    return text


def known_are(word: str, known: Iterable[str]) -> str:
    """A remedy: the nearest known word, or all of them."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, 1)
    if near:
        return f"Did you mean `{near[0]}`?"
    return f"Known are: {', '.join(names)}." if names else "None is declared yet."
