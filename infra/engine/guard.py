"""Judges a preview before anything is done: what stands is not lost without an explicit word."""

from __future__ import annotations

from collections.abc import Iterable

from infra.engine.request import UNCHANGED, Guard, Resource
from infra.errors import Problem

# What visitors, or other parts, would miss at once. Data center records are the zone itself.
KINDS = {
    "docker:index/service:Service": "service",
    "docker:index/network:Network": "network",
    "docker:index/volume:Volume": "volume",
    "kominfo:index:Database": "database",
    "kominfo:index:Server": "server",
}
ZONE = ("kominfo:index:RecordSet", "records")
DELETES = "deletes"  # the word that allows many at once
MOST_DELETES = 0.3  # of what stands
_LOSING = frozenset({"delete", "replace"})


def lines(resources: Iterable[Resource]) -> tuple[str, ...]:
    """What a preview would do, a line a resource, in a fixed order; the same lines are the same plan."""
    return tuple(sorted(_line(one) for one in resources if one.op not in UNCHANGED))


def judge(stack: str, resources: Iterable[Resource], guard: Guard) -> list[Problem]:
    """Why this must not be done: empty when it may."""
    found = tuple(resources)
    if guard.approved is not None:
        return _beside_plan(stack, lines(found), guard.approved)
    lost = [one for one in found if one.op in _LOSING and _kind(one) and one.name not in guard.allowed]
    return [*(_loss(stack, one) for one in lost), *_many(stack, found, guard)]


def _loss(stack: str, one: Resource) -> Problem:
    what = f"the {_kind(one)} {one.name} would be {'replaced' if one.op == 'replace' else 'deleted'}"
    why = f"it differs in {', '.join(one.diffs)}" if one.diffs else "it is no longer declared"
    return Problem(stack, "", what, why, _remedy(stack, one))


def _remedy(stack: str, one: Resource) -> str:
    if _kind(one) != "server":
        return f"if that is what you want: up … --allow {one.name}"
    word = "replace" if one.op == "replace" else "forget"
    command = f"./kominfo server {word} {stack.partition('.')[0]} {one.name}"
    return f"one that is dead: {command}; one that still answers: up … --allow {one.name}"


def _many(stack: str, found: tuple[Resource, ...], guard: Guard) -> list[Problem]:
    standing = [one for one in found if one.op != "create"]
    deleted = [one.name for one in found if one.op == "delete"]
    if DELETES in guard.allowed or len(deleted) <= MOST_DELETES * len(standing):
        return []
    return [
        Problem(
            stack,
            "",
            f"{len(deleted)} of {len(standing)} resources would be deleted: {', '.join(sorted(deleted))}",
            f"more than {MOST_DELETES:.0%} of what stands at once is more often a slip than a wish",
            f"if that is what you want: up … --allow {DELETES}",
        )
    ]


def _beside_plan(stack: str, now: tuple[str, ...], approved: tuple[str, ...]) -> list[Problem]:
    told = [f"planned and not needed any more: {line}" for line in approved if line not in now]
    told += [f"needed and not planned: {line}" for line in now if line not in approved]
    return [
        Problem(
            stack,
            "",
            fault,
            "the world, or the state, is not what it was when the plan was made",
            "preview again, with --save, and have the new plan agreed to",
        )
        for fault in told
    ]


def _kind(one: Resource) -> str:
    return "zone" if (one.type, one.name) == ZONE else KINDS.get(one.type, "")


def _line(one: Resource) -> str:
    kind = one.type.rsplit(":", 1)[-1]
    return f"{one.op} {kind} {one.name}" + (f" [{', '.join(one.diffs)}]" if one.diffs else "")
