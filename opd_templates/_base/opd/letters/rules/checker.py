"""Values of a YAML file as they should be; what is wrong is noted with its line, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from opd.service.schema.faults import Fault, Path, known_are, shown
from opd.service.schema.reading import Document

SLUG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_MISSING = object()


class Checker:
    """Each method returns what was found, or something harmless beside a fault."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[Fault] = list(document.faults)

    def fault(self, path: Path, told: str, remedy: str = "", *, key: bool = False) -> None:
        if path not in self.document.unsure:
            self.faults.append(self.document.fault(path, told, "", remedy, key=key))

    def at(self, path: Path, default: Any = None) -> Any:
        value: Any = self.document.data
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return default
        return value

    def keys(self, path: Path, known: Collection[str], needed: Collection[str] = ()) -> None:
        """Unknown ones and missing ones."""
        value = self.at(path)
        if not isinstance(value, dict):
            self.fault(path, f"{shown(value)} is not a mapping", "Write `key: value`, one a line.")
            return
        for key in value:
            if key not in known:
                self.fault((*path, key), f"unknown key {shown(key)}", known_are(key, known), key=True)
        for key in needed:
            if key not in value:
                self.fault(path, f"`{key}` is missing", "The README lists every key.", key=True)

    def text(self, path: Path, default: str = "", most: int = 300) -> str:
        value = self.at(path, _MISSING)
        if value is _MISSING:  # `keys` says so where it is needed
            return default
        if not isinstance(value, str) or not value.strip():
            self.fault(path, f"{shown(value)} is not a text", "Write a text; digits alone need quotes.")
            return default
        if len(value) > most:
            self.fault(path, f"it has more than {most} letters")
        return value.strip()

    def number(self, path: Path, least: int, most: int, default: int | None = None) -> int:
        value = self.at(path, _MISSING)
        if value is _MISSING:
            return least if default is None else default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(path, f"{shown(value)} is not a whole number from {least} to {most}")
            return least
        return value

    def maybe(self, path: Path, most: int) -> int | None:
        return None if self.at(path, _MISSING) is _MISSING else self.number(path, 0, most)

    def flag(self, path: Path, *, default: bool = False) -> bool:
        value = self.at(path, default)
        if not isinstance(value, bool):
            self.fault(
                path, f"{shown(value)} is neither true nor false", "Write one of the two, without quotes."
            )
            return default
        return value

    def one_of(self, path: Path, known: Collection[str], default: str) -> str:
        value = self.at(path, default)
        if value not in known and value is not default:
            self.fault(path, f"{shown(value)} is not known here", known_are(str(value), known))
            return default
        return str(value)

    def items(self, path: Path, most: int = 60) -> list[Any]:
        value = self.at(path, [])
        if not isinstance(value, list):
            self.fault(path, f"{shown(value)} is not a list", "Write `[a, b]`, or one `- ` a line.")
            return []
        if len(value) > most:
            self.fault(path, f"it has more than {most} entries")
        return value[:most]

    def entries(self, path: Path, most: int = 30) -> Iterator[tuple[str, Path]]:
        """Names of a mapping that are good as codes, each with its path."""
        value = self.at(path, {})
        if not isinstance(value, dict):
            self.fault(path, f"{shown(value)} is not a mapping", "Write `code: {label: …}`, one a line.")
            return
        if len(value) > most:
            self.fault(path, f"it has more than {most} entries", key=True)
        for name in list(value)[:most]:
            if SLUG.fullmatch(name) and len(name) <= 40:
                yield name, (*path, name)
            else:
                self.fault((*path, name), f"{shown(name)} is no code", "Use a-z, 0-9 and _.", key=True)
