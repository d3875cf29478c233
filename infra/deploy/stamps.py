"""Which parts need no run at all: their inputs are those of their last success."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.deploy.session import Session
from infra.engine import stamp
from infra.engine.request import StackRequest, StackResult
from infra.engine.stack import Stack
from infra.model import DATACENTER


def digest(session: Session, part: str, upstream: Mapping[str, Any] | None) -> str:
    """Hash of all ``part`` is made of: declaration, sources, the platform, the data center's outputs."""
    return stamp.inputs_digest(_inputs(session, part), upstream, session.platform)


def fresh(session: Session, part: str, inputs: str) -> bool:
    """True when the last ``up`` of ``part`` succeeded with these inputs."""
    return stamp.fresh(session.home, Stack(session.city.name, part), inputs)


def remember(session: Session, request: StackRequest, result: StackResult, before: str) -> None:
    """Stamp an ``up`` with the digest taken before it began; whatever else changed things deletes it."""
    stack = Stack(session.city.name, request.part)
    if request.operation == "up":
        stamp.write(session.home, stack, before, result.outcome)
    elif request.operation == "destroy" or (request.operation == "refresh" and result.differs):
        stamp.delete(session.home, stack)


def _inputs(session: Session, part: str) -> list[Path]:
    folder = session.city.folder
    if part == DATACENTER:
        return [folder / f"{DATACENTER}.yaml"]
    declared = [opd for opd in session.city.opds if opd.opd == part]  # none when it is to be destroyed
    sources = [folder / site.source for opd in declared for site in opd.sites if site.source]
    return [folder / f"{DATACENTER}.yaml", folder / f"{part}.yaml", *sources]
