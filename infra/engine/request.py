"""What a run is asked and what it answers: plain data that crosses the process boundary as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from infra.engine.stack import Stack
from infra.errors import Problem

Operation = Literal["up", "preview", "refresh", "destroy", "forget"]
Outcome = Literal["succeeded", "failed", "interrupted"]
UNCHANGED = frozenset({"same", "read"})


@dataclass(frozen=True, slots=True)
class Guard:
    """``allowed``: names of resources that may go, or the word ``deletes``.

    ``approved``: the lines of a plan somebody agreed to; then exactly that is done, and nothing is asked.
    """

    allowed: tuple[str, ...] = ()
    approved: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class StackRequest:
    """One operation on one part's stack.

    ``refresh`` reads the world first (operation ``refresh`` does that by itself, keeps what it read, then
    previews the program against it). Operation ``forget`` changes the state alone, without the engine.
    ``reread``: URNs to which that reading is limited, all else was read just now; ``None``: all of it.
    ``upstream``: the data center's outputs, secrets in clear, or ``None``.
    ``plugin_path``: folders with provider executables. ``parallel``: resources at once, 0 = engine's default.
    ``guard``: an ``up`` first previews, and ends before it begins where the guard objects.
    ``exclude``: patterns of URNs that the run leaves as they are in the state.
    ``secrets``: what the part's sites are given, name → ``version`` and ``value`` (base64, in clear).
    ``program`` names what declares the resources, ``module:function(folder, part, upstream, secrets)``.
    """

    city: str
    folder: str
    part: str
    operation: Operation
    upstream: Mapping[str, Any] | None = field(default=None, repr=False)
    secrets: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    refresh: bool = False
    reread: tuple[str, ...] | None = None
    plugin_path: tuple[str, ...] = ()
    parallel: int = 0
    exclude: tuple[str, ...] = ()
    program: str = "infra.program:declare"
    guard: Guard | None = None

    @property
    def stack(self) -> Stack:
        return Stack(self.city, self.part)

    @property
    def mutates(self) -> bool:
        return self.operation != "preview"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> StackRequest:
        guard = data["guard"] and Guard(
            tuple(data["guard"]["allowed"]),
            None if data["guard"]["approved"] is None else tuple(data["guard"]["approved"]),
        )
        lists = {name: tuple(data[name]) for name in ("plugin_path", "exclude")}
        reread = None if data["reread"] is None else tuple(data["reread"])
        return cls(**{**data, **lists, "guard": guard, "reread": reread})


@dataclass(frozen=True, slots=True)
class Event:
    """Something to tell while a run goes on.

    ``kind``: ``started``, ``finished``, ``failed`` (a resource's step ``op``), ``message`` (the engine's or
    the program's) or ``progress`` (a provider's word on its step). ``at``: seconds since the epoch.
    """

    stack: str
    kind: Literal["started", "finished", "failed", "message", "progress"]
    at: float
    urn: str = ""
    name: str = ""
    type: str = ""
    op: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource in a run.

    ``op``: same create update replace delete read, or refresh (only the world had moved). ``diffs`` are
    property paths; ``error`` is the provider's text, whole. ``moved``: of a refresh, path, before and after.
    """

    urn: str
    name: str
    type: str
    op: str
    diffs: tuple[str, ...] = ()
    error: str = ""
    moved: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StackResult:
    """How a run ended. ``outputs`` (of an ``up``) hold secrets in clear: never print or log them."""

    stack: str
    operation: Operation
    outcome: Outcome
    resources: tuple[Resource, ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict, repr=False)
    errors: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def changes(self) -> dict[str, int]:
        """Count of resources by ``op``."""
        ops = [resource.op for resource in self.resources]
        return {op: ops.count(op) for op in sorted(set(ops))}

    @property
    def differing(self) -> tuple[Resource, ...]:
        return tuple(resource for resource in self.resources if resource.op not in UNCHANGED)

    @property
    def differs(self) -> bool:
        return bool(self.differing)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> StackResult:
        resources = tuple(
            Resource(**{**one, "diffs": tuple(one["diffs"]), "moved": tuple(map(tuple, one["moved"]))})
            for one in data["resources"]
        )
        errors = tuple(Problem(**one) for one in data["errors"])
        return cls(**{**data, "resources": resources, "errors": errors, "notes": tuple(data["notes"])})
