"""One file as plain data, with the place of every key and value in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.errors import Problem
from infra.model.refusal import shown

Path = tuple[str | int, ...]
Mark = tuple[int, int]  # line and column, from 1


def path_text(path: Path) -> str:
    """``("sites", 0, "label")`` -> ``sites[0].label``; odd keys are quoted."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            plain = re.fullmatch(r"[A-Za-z0-9_-]{1,63}", step)
            text += ("." if text else "") + (step if plain else shown(step))
    return text


@dataclass(frozen=True, slots=True)
class Document:
    """``data`` is None when the file cannot be read at all; ``faults`` are those of the YAML itself.

    ``written``: where that stands in the file which ``data`` has elsewhere (`infra.model.for_each`): path →
    the paths at one of which a key below it is written, the likeliest first.
    """

    file: str
    data: Any = None
    keys: Mapping[Path, Mark] = field(default_factory=dict)
    values: Mapping[Path, Mark] = field(default_factory=dict)
    faults: tuple[Problem, ...] = ()
    written: Mapping[Path, tuple[Path, ...]] = field(default_factory=dict)

    def place(self, path: Path, *, key: bool = False) -> str:
        """``file:line:column`` of the value at ``path`` (or its key), else of the nearest thing around it."""
        path = self._as_written(path)
        marks = (self.keys, self.values) if key else (self.values, self.keys)
        for length in range(len(path), -1, -1):
            for known in marks:
                if mark := known.get(path[:length]):
                    return f"{self.file}:{mark[0]}:{mark[1]}"
        return self.file

    def problem(
        self, path: Path, fault: str, reason: str = "", remedy: str = "", *, key: bool = False
    ) -> Problem:
        return Problem(self.place(path, key=key), path_text(self._as_written(path)), fault, reason, remedy)

    def _as_written(self, path: Path) -> Path:
        """Where ``path`` of the data stands in the file, as far down as it is there."""
        moved = next((one for one in self.written if path[: len(one)] == one), None)
        if moved is None:
            return path
        rest = path[len(moved) :]
        return max(
            (one + rest for one in self.written[moved]), key=lambda whole: self._known(whole) - len(whole)
        )

    def _known(self, path: Path) -> int:
        """How many steps of ``path`` the file has."""
        return next(at for at in range(len(path), -1, -1) if not at or path[:at] in self.values)
