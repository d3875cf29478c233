"""How a value is refused, and how it may be quoted while doing so."""

from __future__ import annotations

import re
import unicodedata
from typing import NoReturn

from pydantic_core import PydanticCustomError

_SHOWN = 60
_KINDS: dict[type, str] = {list: "list", dict: "mapping"}


def refuse(fault: str, reason: str = "", remedy: str = "") -> NoReturn:
    """Refuse a value with words a person can act on; ``faults.translate`` puts them in a Problem."""
    raise PydanticCustomError("refused", "{fault}", {"fault": fault, "reason": reason, "remedy": remedy})


def shown(value: object) -> str:
    """A value as it may appear in a message: one line, printable, short."""
    if isinstance(value, bool | list | dict):
        return str(value).lower() if isinstance(value, bool) else f"a {_KINDS[type(value)]}"
    text = ascii(value) if isinstance(value, str) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"


def odd_character(text: str, allowed: str) -> str:
    """Name the first character outside ``allowed`` (a regular expression class), or say nothing."""
    for character in text:
        if not re.fullmatch(allowed, character):
            name = unicodedata.name(character, "a control character")
            return f"It holds {character!a} (U+{ord(character):04X}, {name})."
    return ""
