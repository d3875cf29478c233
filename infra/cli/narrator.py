"""Tells what is being done, on which server, for how long, while stacks run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infra.cli import output
from infra.cli.output import Steps
from infra.deploy import PartResult
from infra.engine.request import Event, Resource

WORDS = {
    "create": "making",
    "update": "changing",
    "delete": "removing",
    "replace": "replacing",
    "refresh": "reading",
    "read": "reading",
}
TELLING = frozenset({"drift", "strangers"})  # outputs that say how the world differs
NOTHING = ("nothing", "[]")
SIGNS = {"create": "+", "update": "~", "delete": "-", "replace": "±", "refresh": "≠"}


class Narrator:
    """Prints events of several stacks as they come; silent about steps that change nothing.

    ``doing`` is False where nothing is changed (a preview): then only failures and notes are told.
    """

    def __init__(self, steps: Steps, *, doing: bool) -> None:
        self._steps = steps
        self._doing = doing
        self._began: dict[str, float] = {}

    def __call__(self, event: Event) -> None:
        if self._doing or event.kind == "failed":
            self._tell(event)

    def _tell(self, event: Event) -> None:
        where = event.stack.partition(".")[2]
        if event.kind == "started" and event.op in WORDS:
            self._began[event.urn] = event.at
            if event.op not in {"refresh", "read"}:
                self._steps(f"{where}: {WORDS[event.op]} {event.name}")
        elif event.kind == "finished" and event.op in SIGNS and event.op != "refresh":
            seconds = event.at - self._began.get(event.urn, event.at)
            self._steps(f"{where}: {event.name} done ({seconds:.0f} s)")
        elif event.kind == "failed":
            self._steps(f"{where}: {event.name} FAILED")
        elif event.kind == "progress":
            self._steps(f"{where}: {event.name}: {event.text}")


def describe(resource: Resource) -> str:
    """One line of a plan: sign, kind, name, what differs."""
    kind = resource.type.rsplit(":", 1)[-1]
    what = f" [{', '.join(resource.diffs)}]" if resource.diffs else ""
    return f"  {SIGNS.get(resource.op, '?')} {kind} {resource.name}{what}"


def found(resource: Resource) -> Iterator[str]:
    """What became of each property in the world; what a provider tells of that in its own words."""
    for path, before, after in resource.moved:
        if re.split(r"[.\[]", path)[0] in TELLING:
            first, *more = after.splitlines()
            yield first if before in NOTHING else f"{first} (before: {before.splitlines()[0]})"
            yield from (f"  {line}" for line in more)
        else:
            yield f"{path}: {before} → {after}".replace("\n", ", ")


def report(results: list[PartResult], *, done: bool) -> None:
    """What happened (or would happen) to each part, then every error."""
    for item in results:
        if item.result is None:
            told = "nothing differs" if item.looked else "nothing to do (unchanged since its last success)"
            output.say(f"{item.part}: {told}")
            continue
        for note in item.result.notes:
            output.warning(f"{item.part}: {note}")
        counts = ", ".join(f"{number} {op}" for op, number in item.result.changes.items() if op != "same")
        verb = "changed" if done else "would change"
        summary = f"{verb}: {counts}" if counts else "nothing differs"
        if item.failed:
            summary = f"{item.result.outcome.upper()} ({counts or 'nothing changed'})"
        output.say(f"{item.part}: {summary} ({item.result.seconds:.1f} s)")
        for resource in item.result.differing:
            output.say(describe(resource))
            for line in found(resource):
                output.say(f"      {line}")
        output.problems(item.result.errors)
