"""Which parts need no run at all, and which cannot lose anything: what their inputs say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.deploy.session import Session
from infra.engine import stamp
from infra.engine.request import StackRequest, StackResult
from infra.engine.stack import Stack
from infra.engine.vault import Vault
from infra.plan.ground import ground

SOURCE = "source of "
UPSTREAM = "what the data center gives"
GROUND = "what the data center's declaration says of it"


def digests(session: Session, part: str, upstream: Mapping[str, Any] | None) -> dict[str, str]:
    """Hashes of all ``part`` is made of: declaration, sources, the platform, the data center's outputs."""
    facts: dict[str, Any] = {UPSTREAM: upstream}
    if part in (opd.opd for opd in session.city.opds):
        facts[GROUND] = ground(session.plan, part)
    return stamp.digests(_inputs(session, part), facts, session.platform)


def fresh(session: Session, part: str, inputs: Mapping[str, str]) -> bool:
    """True when the last ``up`` of ``part`` succeeded with these inputs."""
    return stamp.fresh(session.home, Stack(session.city.name, part), stamp.total(inputs))


def framed(session: Session, part: str, inputs: Mapping[str, str]) -> bool:
    """True when since the last ``up`` of ``part``, a success, no more than its sources changed."""
    return stamp.framed(session.home, Stack(session.city.name, part), _frame(inputs))


def take(session: Session, request: StackRequest) -> bytes | None:
    """Lift the part's stamp while ``request`` may change it: a run that is killed must leave none."""
    return stamp.take(session.home, Stack(session.city.name, request.part)) if request.mutates else None


def remember(
    session: Session,
    request: StackRequest,
    result: StackResult,
    before: Mapping[str, str],
    taken: bytes | None,
) -> None:
    """Stamp an ``up`` with the digests taken before it began; a refresh without finds keeps its own."""
    stack = Stack(session.city.name, request.part)
    if request.operation == "up":
        stamp.write(session.home, stack, stamp.total(before), _frame(before), result.outcome)
    elif request.operation == "refresh" and taken and result.outcome == "succeeded" and not result.differs:
        stamp.put(session.home, stack, taken)


def _frame(inputs: Mapping[str, str]) -> str:
    return stamp.total({name: one for name, one in inputs.items() if not name.startswith(SOURCE)})


def _inputs(session: Session, part: str) -> dict[str, Path]:
    folder = session.city.folder
    files = {f"{part}.yaml": folder / f"{part}.yaml"}
    declared = [opd for opd in session.city.opds if opd.opd == part]  # none when it is to be destroyed
    sources = {site.label: folder / site.source for opd in declared for site in opd.sites if site.source}
    if any(site.secrets for opd in declared for site in opd.sites):
        files["secrets"] = Vault(session.home.city(session.city.name), part).file
    return {**files, **{f"{SOURCE}{label}": path for label, path in sources.items()}}
