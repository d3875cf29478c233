"""What a resource of ours is: plain Python in, plain Python out, blocking where it likes."""

from __future__ import annotations

import json
import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

Properties = dict[str, Any]


class State(Properties):
    """A resource's recorded outputs; ``inputs`` are the ones they were made from (empty when not known)."""

    def __init__(self, outputs: Properties, inputs: Properties | None = None) -> None:
        super().__init__(outputs)
        self.inputs: Properties = inputs or {}


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that is wrong; ``property`` is a path such as ``records[0].type`` or empty."""

    property: str
    reason: str


@dataclass(frozen=True, slots=True)
class Diff:
    """What changes: top-level property names, those that replace the resource and those that do not."""

    changed: bool
    replace: list[str] = field(default_factory=list)
    update: list[str] = field(default_factory=list)
    delete_before_replace: bool = False

    @classmethod
    def of(cls, *, replace: list[str], update: list[str], delete_before_replace: bool = False) -> Diff:
        return cls(bool(replace or update), replace, update, delete_before_replace)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the world holds now, in exactly the forms ``create`` and ``check`` would have written."""

    id: str
    inputs: Properties
    outputs: Properties


class UnfinishedError(Exception):
    """The object exists but is not as asked. The engine keeps it as failed: the next run updates it again."""

    def __init__(self, id: str, outputs: Properties, reason: str) -> None:  # noqa: A002 (Pulumi's own word)
        super().__init__(reason)
        self.id = id
        self.outputs = outputs


@dataclass(frozen=True, slots=True)
class Progress:
    """Tells what is being done, one JSON line at a time, in the file named by ``KOMINFO_PROGRESS``."""

    urn: str
    resource: str

    def __call__(self, message: str) -> None:
        self._write({"message": message})

    def trace(self, text: str) -> None:
        """A traceback, for those who mend this program; the user's message does not carry it."""
        self._write({"message": "unexpected error", "trace": text})

    def _write(self, event: dict[str, str]) -> None:
        name = os.environ.get("KOMINFO_PROGRESS")
        if not name:
            return
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"urn": self.urn, "resource": self.resource, "at": at, **event}, ensure_ascii=False)
        # One write call on a file opened for appending: lines of several plugins do not mix.
        with Path(name).open("ab", buffering=0) as file:
            file.write(line.encode() + b"\n")


class Resource(ABC):
    """One resource type. Methods may block; each call runs on a thread of its own.

    A raised ``KominfoError`` (or any exception) becomes the engine's error message and writes no state.
    """

    token: ClassVar[str]
    schema: ClassVar[dict[str, Any]]
    secret_outputs: ClassVar[frozenset[str]] = frozenset()
    secret_inputs: ClassVar[frozenset[str]] = frozenset()

    def check(self, inputs: Properties) -> tuple[Properties, list[Failure]]:
        """The inputs with defaults filled in, and every fault in them. Values may be ``UNKNOWN``."""
        return inputs, []

    @abstractmethod
    def diff(self, id: str, state: State, inputs: Properties) -> Diff:  # noqa: A002 (Pulumi's own word)
        """Compare what is (``state``: the outputs) with what is wanted. Inputs may hold ``UNKNOWN``."""

    @abstractmethod
    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        """Outputs as far as they can be told without touching anything; ``UNKNOWN`` for the rest."""

    @abstractmethod
    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        """Make it; return its id and outputs. Adopts what a killed run left behind."""

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (Pulumi's own word)
        """Change it in place; return its outputs."""
        raise NotImplementedError(f"{self.token} is never changed in place")

    @abstractmethod
    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        """Ask the world. ``None``: it is gone. On import, ``state`` and ``inputs`` are empty."""

    @abstractmethod
    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        """Remove it. Gone already is success."""


Configure = Callable[[Properties], None]
