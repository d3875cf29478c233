"""Runs operations over parts: the data center first, then the OPDs side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from infra.backends.control import swarm_answers
from infra.deploy import stamps
from infra.deploy.approval import Approval
from infra.deploy.secrets import ensure_secrets_are_set, opened
from infra.deploy.session import Session, orphan_finder
from infra.deploy.undo import failing, undo
from infra.engine import history
from infra.engine.checkpoint import read_checkpoint
from infra.engine.fleet import run_parts
from infra.engine.look import Moved, look
from infra.engine.outputs import outputs
from infra.engine.plugins import plugin_path
from infra.engine.request import Event, Guard, Operation, StackRequest, StackResult
from infra.engine.stack import Stack
from infra.engine.standing import parts as standing_parts
from infra.engine.starter import Starter
from infra.errors import KominfoError, Problem
from infra.home import Home
from infra.model import DATACENTER, City

OnEvent = Callable[[Event], None]
# Children of our components, by type: the swarm's own, and what is presented by a service of it.
IN_THE_SWARM = ("**$docker:index/**", "**$kominfo:index:EdgeCertificate::**")
AT_ONCE = 64  # all of a data center: reads of one server's roles that meet become one run


@dataclass(frozen=True, slots=True)
class PartResult:
    """How a part's run ended; ``result`` is ``None`` when its stamp was fresh and nothing had to run.

    ``inputs``: hashes, by name, of what the part was made of when the run began. ``looked``: the world was
    read first.
    """

    part: str
    result: StackResult | None
    inputs: Mapping[str, str] = field(default_factory=dict, repr=False)
    looked: bool = False

    @property
    def failed(self) -> bool:
        return self.result is not None and self.result.outcome != "succeeded"

    @property
    def differs(self) -> bool:
        return self.result is not None and self.result.differs


@dataclass(frozen=True, slots=True)
class _Run:
    """One operation over some parts."""

    session: Session
    operation: Operation
    on_event: OnEvent
    refresh: bool = False
    stamped: bool = False
    allowed: tuple[str, ...] = ()
    approval: Approval | None = None
    exclude: tuple[str, ...] = ()

    def forward(self, parts: Sequence[str]) -> list[PartResult]:
        """The data center, then the OPDs with its outputs; they are not begun when it failed."""
        city = self.session.city
        ensure_secrets_are_set(city, self.session.home.city(city.name), parts)
        opds = [part for part in parts if part != DATACENTER]
        seen = self._look(parts)
        results = self.side_by_side([DATACENTER], None, seen) if DATACENTER in parts else []
        if opds and not any(result.failed for result in results):
            upstream = outputs(self.session.engine, self.session.city.name, DATACENTER)
            if any(result.differs for result in results):  # what was repaired may have moved them
                seen = self._look(opds)
            results += self.side_by_side(opds, upstream, seen)
        return results

    def side_by_side(
        self, parts: Iterable[str], upstream: Mapping[str, Any] | None, seen: Mapping[str, Moved]
    ) -> list[PartResult]:
        """Run ``parts``, one per core at a time, and leave alone those that are as they were made.

        ``seen``: what moved behind them, where the world was read.
        """
        inputs = {part: stamps.digests(self.session, part, upstream) for part in parts}
        ended: dict[str, StackResult] = {}
        if self.approval:
            ended = {part: self._refused(faults) for part in inputs if (faults := self._moved(part, inputs))}
        wanted = [part for part in inputs if part not in ended and not self._idle(part, inputs[part], seen)]
        requests = [self._request(part, upstream, inputs[part], seen.get(part)) for part in wanted]
        taken = [stamps.take(self.session, request) for request in requests]
        with orphan_finder(self.session) as finder:
            found = run_parts(
                self.session.engine,
                requests,
                None,
                self.on_event,
                finder=finder,
                starter=self.session.starter,
            )
        ended.update(zip(wanted, found, strict=True))
        for request, result, stamp in zip(requests, found, taken, strict=True):
            self._remember(request, result, inputs[request.part], stamp)
        return [PartResult(part, ended.get(part), inputs[part], part in seen) for part in inputs]

    @property
    def _reads(self) -> bool:
        """Whether the world is to be read first."""
        return self.refresh or self.operation == "refresh"

    def _look(self, parts: Sequence[str]) -> dict[str, Moved]:
        """What moved behind each part; nothing of any where the world is not to be read."""
        if not self._reads:
            return {}
        self.session.tell(f"reading what stands: {len(parts)} parts of {self.session.city.name}")
        stacks = [Stack(self.session.city.name, part) for part in parts]
        with nullcontext(self.session.starter) if self.session.starter else Starter(plugin_path()) as starter:
            found = look(self.session.engine, stacks, plugin_path(), starter)
        return {stack.part: moved for stack, moved in found.items()}

    def _idle(self, part: str, inputs: Mapping[str, str], seen: Mapping[str, Moved]) -> bool:
        """True when the part is as it was made; where the world is to be read, the world too."""
        unmoved = seen.get(part) == () if self._reads else self.stamped
        return unmoved and stamps.fresh(self.session, part, inputs)

    def _moved(self, part: str, inputs: Mapping[str, Mapping[str, str]]) -> list[Problem]:
        return self.approval.differences(part, inputs[part]) if self.approval else []

    def _refused(self, faults: list[Problem]) -> StackResult:
        return StackResult(self.session.city.name, self.operation, "failed", errors=tuple(faults))

    def _request(
        self, part: str, upstream: Mapping[str, Any] | None, inputs: Mapping[str, str], moved: Moved
    ) -> StackRequest:
        return StackRequest(
            city=self.session.city.name,
            folder=str(self.session.city.folder),
            part=part,
            operation=self.operation,
            upstream=upstream,
            secrets=opened(self.session, part, self.operation),
            refresh=self.refresh,
            reread=moved,
            plugin_path=plugin_path(),
            parallel=AT_ONCE if part == DATACENTER else 0,
            guard=self._guard(part, inputs) if self.operation == "up" else None,
            exclude=self.exclude,
        )

    def _guard(self, part: str, inputs: Mapping[str, str]) -> Guard | None:
        """None where nothing can be lost: nothing stands, or no more than sources changed since a success."""
        if self.approval:
            return Guard(approved=self.approval.parts[part].changes)
        state = read_checkpoint(Stack(self.session.city.name, part).checkpoint(self.session.home))
        if state is None or not state.stands:
            return None
        if not self.refresh and stamps.framed(self.session, part, inputs):
            return None
        return Guard(self.allowed)

    def _remember(
        self, request: StackRequest, result: StackResult, inputs: Mapping[str, str], stamp: bytes | None
    ) -> None:
        stamps.remember(self.session, request, result, inputs, stamp)
        if request.mutates:
            city = self.session.home.city(self.session.city.name)
            history.append(city, history.entry_of(result, request.part))


def up(
    session: Session,
    parts: Sequence[str],
    on_event: OnEvent,
    *,
    refresh: bool,
    allowed: Sequence[str] = (),
    approval: Approval | None = None,
) -> list[PartResult]:
    """Make ``parts`` real; one OPD's failure stops no other, and one that fails its visitors is undone.

    What stands and would be deleted or replaced must be named in ``allowed``, or be in the ``approval``.
    """
    run = _Run(session, "up", on_event, refresh, not refresh, tuple(allowed), approval)
    if refresh and DATACENTER in parts and not swarm_answers(session.plan):
        # What is in a swarm cannot be read while there is none: servers were lost, or are bare again.
        rebuilt = replace(run, exclude=IN_THE_SWARM).side_by_side([DATACENTER], None, {})
        if rebuilt[0].failed:
            return rebuilt
    return [_settled(session, result, on_event) for result in run.forward(parts)]


def _settled(session: Session, ended: PartResult, on_event: OnEvent) -> PartResult:
    """Where visitors get errors the former services come back, and the state learns of it."""
    services = failing(ended.result) if ended.result else []
    if not ended.result or not services:
        return ended
    told = undo(session, services)
    drift(session, [ended.part], on_event)
    return replace(ended, result=replace(ended.result, errors=(*ended.result.errors, *told)))


def preview(session: Session, parts: Sequence[str], on_event: OnEvent, *, refresh: bool) -> list[PartResult]:
    """Say what ``up`` would do, touching nothing."""
    return _Run(session, "preview", on_event, refresh=refresh).forward(parts)


def drift(session: Session, parts: Sequence[str], on_event: OnEvent) -> list[PartResult]:
    """Read the world; what was found stays in the state, so that the next ``up`` repairs it."""
    return _Run(session, "refresh", on_event).forward(parts)


def destroy(session: Session, parts: Sequence[str], on_event: OnEvent) -> list[PartResult]:
    """Remove ``parts``: OPDs first, the data center last and only when no OPD stands on it."""
    run = _Run(session, "destroy", on_event)
    results = run.side_by_side([part for part in parts if part != DATACENTER], None, {})
    if DATACENTER in parts:
        if left := standing(session.home, session.city.name):
            raise KominfoError(_still_standing(session.city.name, left))
        results += run.side_by_side([DATACENTER], None, {})
    return results


def undeclared(home: Home, city: City) -> list[str]:
    """OPDs that stand although their file is gone: only `destroy` removes them."""
    return [part for part in standing(home, city.name) if part not in city.parts]


def standing(home: Home, city: str) -> list[str]:
    """OPDs whose stacks hold something, declared or not."""
    return sorted(part for part in standing_parts(home.city(city)) if part != DATACENTER)


def _still_standing(city: str, parts: Sequence[str]) -> Problem:
    return Problem(
        f"{city}.{DATACENTER}",
        "",
        f"OPDs still stand on it: {', '.join(parts)}",
        "their sites, names and routes would be lost without being removed",
        f"./kominfo destroy {city} {' '.join(parts)}",
    )
