"""Settles what a killed run left half done, so that the next run can start from what is true.

Of a step that was *creating* nobody knows whether the object came to be. What is made of it:

- ``kominfo:*``: its creates adopt what they find, so the step is forgotten and will be repeated;
- ``docker:*`` whose create is idempotent (images, tags, volumes with our label): forgotten too;
- other ``docker:*``: an object of that name with our label is removed, one without is an error;
- a step that was updating or deleting is forgotten: the next run repeats it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from infra.engine.checkpoint import Checkpoint, Pending, read_checkpoint
from infra.engine.engine import Engine, ask
from infra.engine.stack import Stack
from infra.errors import KominfoError, Problem
from infra.files import write_whole

LABEL = "kominfo.stack"
REPEATABLE = frozenset({"RemoteImage", "RegistryImage", "Image", "Tag", "BuildxImage"})
ADOPTED = frozenset({"Volume"})  # may hold data, and making it again finds it: never removed
REMOVABLE = frozenset({"Network", "Service", "ServiceConfig", "Secret", "Container"})
PREPARED = frozenset({"kominfo", "pulumi"})


@dataclass(frozen=True, slots=True)
class Found:
    """An object of the world that bears the name of one that was being created."""

    id: str
    labels: Mapping[str, str]


class OrphanFinder(Protocol):
    """The look into the world. ``kind`` is the last word of the type: Network, Service, Secret, …"""

    def find(self, kind: str, name: str) -> list[Found]: ...

    def remove(self, kind: str, id_: str) -> None: ...


Finder = Callable[[], OrphanFinder]
Verdict = Literal["forget", "remove"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about one pending step; ``remove`` names the objects that go."""

    step: Pending
    remove: tuple[str, ...] = ()

    def __str__(self) -> str:
        done = "the half-made object was removed" if self.remove else "it will be done again"
        return f"{self.step.urn.rsplit('::', 1)[-1]} was interrupted while {self.step.kind}: {done}"


def kind_of(type_: str) -> str:
    """``docker:index/network:Network`` → ``Network``."""
    return type_.rsplit(":", 1)[-1]


def needs_world(step: Pending) -> bool:
    """True when only the world can tell what became of ``step``."""
    package = step.type.partition(":")[0]
    return step.kind == "creating" and package not in PREPARED and kind_of(step.type) not in REPEATABLE


def decide(stack: Stack, step: Pending, found: list[Found], known: frozenset[str]) -> Decision:
    """Decide on ``step`` from the objects ``found`` under its name; ids the state knows are no orphans."""
    if not needs_world(step):
        return Decision(step)
    kind = kind_of(step.type)
    if step.type.partition(":")[0] != "docker" or kind not in REMOVABLE | ADOPTED:
        raise KominfoError(_unknown(stack, step))
    strangers = [one for one in found if one.id not in known and one.labels.get(LABEL) != stack.name]
    if strangers:
        raise KominfoError(_stranger(stack, step, strangers[0]))
    orphans = tuple(one.id for one in found if one.id not in known)
    return Decision(step, () if kind in ADOPTED else orphans)


def settle(engine: Engine, stack: Stack, finder: Finder | None) -> list[str]:
    """Settle every pending step of ``stack`` and clear them from its state; tells what was done."""
    state = read_checkpoint(stack.checkpoint(engine.home))
    if state is None or not state.pending:
        return []
    finder = functools.cache(finder) if finder else None  # one connection, and only if one is needed
    decisions = _decisions(stack, state, finder)
    for one in decisions:
        for id_ in one.remove:
            assert finder is not None  # noqa: S101  # only a finder can have found what is removed
            finder().remove(kind_of(one.step.type), id_)
    _clear(engine, stack)
    return [str(one) for one in decisions]


def _decisions(stack: Stack, state: Checkpoint, finder: Finder | None) -> list[Decision]:
    """All decisions before the first deed: one that cannot be made leaves the world as it is."""
    decisions: list[Decision] = []
    problems: list[Problem] = []
    for step in state.pending:
        try:
            found = _look(stack, step, finder) if needs_world(step) else []
            decisions.append(decide(stack, step, found, state.ids(step.type)))
        except KominfoError as fault:
            problems += fault.problems
    if problems:
        raise KominfoError(problems)
    return decisions


def _look(stack: Stack, step: Pending, finder: Finder | None) -> list[Found]:
    if kind_of(step.type) not in REMOVABLE | ADOPTED or finder is None:
        raise KominfoError(_unknown(stack, step))
    return finder().find(kind_of(step.type), step.name)


def _clear(engine: Engine, stack: Stack) -> None:
    """Export and import: the command line drops pending steps on import and checks the rest."""
    exported = engine.work(stack) / "settled.json"
    write_whole(exported, ask(engine, stack, "stack", "export").encode())
    try:
        ask(engine, stack, "stack", "import", "--file", str(exported))
    finally:
        exported.unlink()


def _stranger(stack: Stack, step: Pending, found: Found) -> Problem:
    owner = found.labels.get(LABEL)
    return Problem(
        stack.name,
        step.urn.rsplit("::", 1)[-1],
        f"a killed run was creating {kind_of(step.type)} {step.name}, and one of that name is not ours",
        f"{found.id} is labelled {LABEL}={owner}" if owner else f"{found.id} has no label {LABEL}",
        "rename or remove it if nobody needs it, then run `up` again",
    )


def _unknown(stack: Stack, step: Pending) -> Problem:
    return Problem(
        stack.name,
        step.urn.rsplit("::", 1)[-1],
        f"a killed run was creating {step.type} {step.name}, and nothing here can look whether it exists",
        "its server was not reached, or the type is not known",
        "bring the city's managers back, then run `up` again",
    )
