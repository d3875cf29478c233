"""Turns the engine's events into ours, and remembers what became of each resource."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from pulumi.automation.events import DiagnosticEvent, EngineEvent, StepEventMetadata

from infra.engine.request import Event, Resource
from infra.errors import Problem

Emit = Callable[[Event], None]
PROGRAM_FAULT = "the program refused"  # marks an error whose problems were already told, whole
_COLOUR = re.compile(r"<\{%.*?%\}>|\x1b\[[0-9;]*m")
_NOISE = re.compile(
    r"^((update|preview|refresh|destroy|deletion|resource \S+) (failed|canceled|cancelled)"
    r"|resource operations? failed|using pulumi-resource-\S+ from \$PATH at .*"
    r"|an unhandled error occurred: program exited.*|BAIL: .*)$",
    re.IGNORECASE | re.DOTALL,
)
_REPLACING = frozenset(
    {"replace", "create-replacement", "delete-replaced", "import-replacement", "read-replacement"}
)
# The stack itself, processes of providers, groups of resources.
_NO_PART_OF_THE_WORLD = ("pulumi:", "kominfo:component:")
_STEP = re.compile(r'([^.\[\]"]+)(?=[.\[]|$)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]')
SHOWN = 160  # characters of a line of a value
MOST = 14  # lines of one
NOTHING = "nothing"  # in the place of a value that is not there
_RANK = ("same", "read", "refresh", "import", "update", "create", "delete", "replace")


def clean(text: str) -> str:
    """The text without colours, the word ``error:`` and tracebacks; a provider's text stays whole."""
    plain = _COLOUR.sub("", text).split("\nTraceback (most recent call last)")[0].strip()
    return re.sub(r"^(error: |python inline source runtime error: )+", "", plain)


def name_of(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


def type_of(urn: str) -> str:
    parts = urn.split("::")
    return parts[2].rsplit("$", 1)[-1] if len(parts) > 3 else ""


class Narrator:
    """Receives engine events of one command; ``refreshing`` says that it only reads the world."""

    def __init__(self, stack: str, emit: Emit, *, refreshing: bool = False) -> None:
        self._stack = stack
        self._emit = emit
        self._refreshing = refreshing
        self.resources: dict[str, Resource] = {}
        self.faults: list[tuple[str, str]] = []  # (urn or "", text)

    def __call__(self, event: EngineEvent) -> None:
        if event.resource_pre_event:
            self._step("started", event.resource_pre_event.metadata)
        elif event.res_outputs_event:
            self._step("finished", event.res_outputs_event.metadata)
        elif event.res_op_failed_event:
            self._step("failed", event.res_op_failed_event.metadata)
        elif event.diagnostic_event and not event.diagnostic_event.ephemeral:
            self._said(event.diagnostic_event)

    def problems(self) -> list[Problem]:
        """Every fault once, at the resource it belongs to."""
        told = dict.fromkeys(self.faults)
        return [Problem(name_of(urn) if urn else self._stack, type_of(urn), text) for urn, text in told]

    def _step(self, kind: str, step: StepEventMetadata) -> None:
        if step.type.startswith(_NO_PART_OF_THE_WORLD):
            return
        op = self._op(step)
        entry = self.resources.get(step.urn) or Resource(step.urn, name_of(step.urn), step.type, "same")
        diffs = tuple(sorted({*entry.diffs, *(step.detailed_diff or step.diffs or ())}))
        strongest = max(entry.op, op, key=_RANK.index)
        moved = _moved(step) if op == "refresh" else ()
        self.resources[step.urn] = replace(entry, op=strongest, diffs=diffs, moved=moved or entry.moved)
        if op not in {"same", "read"} or kind == "failed":
            self._tell(kind, step.urn, op=op)

    def _op(self, step: StepEventMetadata) -> str:
        op = step.op.value
        if self._refreshing or op == "refresh":
            moved = op not in {"same", "refresh"} or bool(step.detailed_diff or step.diffs)
            return "refresh" if moved else "same"
        return "replace" if op in _REPLACING else op if op in _RANK else "same"

    def _said(self, diagnostic: DiagnosticEvent) -> None:
        text = clean(diagnostic.message)
        if not text or _NOISE.match(text) or PROGRAM_FAULT in text:
            return
        urn = diagnostic.urn or ""
        if diagnostic.severity != "error":
            self._tell("message", urn, text=text)
            return
        known = self.resources.get(urn)
        if known:
            self.resources[urn] = replace(known, error="\n".join(filter(None, (known.error, text))))
        self.faults.append(("" if type_of(urn) == "pulumi:pulumi:Stack" else urn, text))

    def _tell(self, kind: str, urn: str, *, op: str = "", text: str = "") -> None:
        self._emit(Event(self._stack, kind, time.time(), urn, name_of(urn), type_of(urn), op, text))  # type: ignore[arg-type]  # kind is one of Event's words


def _moved(step: StepEventMetadata) -> tuple[tuple[str, str, str], ...]:
    """Of each property that differs: its path, what was known of it, and what the world says now."""
    if step.op.value == "delete":
        return (("it", "was there", "is gone"),)
    before = (step.old.outputs if step.old else None) or {}
    after = (step.new.outputs if step.new else None) or {}
    paths = sorted(step.detailed_diff or step.diffs or ())
    leaves = (leaf for path in paths for leaf in _leaves(path, _at(before, path), _at(after, path)))
    return tuple((path, _told(was), _told(now)) for path, was, now in leaves)


def _at(value: Any, path: str) -> Any:
    """The value at a property path (``a.b[0]["c.d"]``), or ``NOTHING``; the engine has masked its secrets."""
    for name, index, quoted in _STEP.findall(path):
        key: Any = int(index) if index else quoted or name
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return NOTHING
    return value


def _leaves(path: str, was: Any, now: Any) -> Iterator[tuple[str, Any, Any]]:
    """What differs within two values, as deep as both are mappings."""
    if not (isinstance(was, dict) and isinstance(now, dict)):
        yield path, was, now
        return
    for key in sorted(was.keys() | now.keys()):
        if was.get(key, NOTHING) != now.get(key, NOTHING):
            yield from _leaves(f"{path}.{key}", was.get(key, NOTHING), now.get(key, NOTHING))


def _told(value: Any) -> str:
    """A value as short text."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return "\n".join(map(_short, value))
    return _short(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _short(text: str) -> str:
    """Few lines of bounded length."""
    lines = [line if len(line) <= SHOWN else f"{line[:SHOWN]}…" for line in text.splitlines() or [""]]
    return "\n".join(lines if len(lines) <= MOST else [*lines[:MOST], f"… {len(lines) - MOST} more lines"])


def merged(*parts: dict[str, Resource]) -> tuple[Resource, ...]:
    """Resources of several commands: the strongest operation of each, all its diffs and errors."""
    total: dict[str, Resource] = {}
    for resources in parts:
        for urn, one in resources.items():
            had = total.get(urn, one)
            total[urn] = replace(
                one,
                op=max(had.op, one.op, key=_RANK.index),
                diffs=tuple(sorted({*had.diffs, *one.diffs})),
                error=one.error or had.error,
                moved=had.moved or one.moved,
            )
    return tuple(total.values())
