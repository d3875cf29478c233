"""A plan in a file: what a preview said, with hashes of all it was made of, to be agreed to and applied."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from infra.engine import guard, history
from infra.engine.request import Resource
from infra.errors import KominfoError, Problem, UsageError
from infra.home import CHECKOUT


@dataclass(frozen=True, slots=True)
class PartPlan:
    """``inputs``: hashes by name of what the part was made of; ``changes``: the lines of its preview."""

    inputs: dict[str, str]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Approval:
    """What was previewed of ``city``, by whom, at which commit; the parts in the order they are made."""

    city: str
    at: str
    who: str
    commit: str
    dirty: bool
    parts: dict[str, PartPlan]

    def differences(self, part: str, inputs: Mapping[str, str]) -> list[Problem]:
        """What ``part`` is made of now and was not when the plan was made."""
        planned = self.parts[part].inputs
        names = [name for name in dict.fromkeys((*planned, *inputs)) if planned.get(name) != inputs.get(name)]
        return [
            Problem(
                f"{self.city}.{part}",
                name,
                "it is not what it was when the plan was made",
                f"the plan was made by {self.who} at {self.at}",
                "preview again, with --save, and have the new plan agreed to",
            )
            for name in names
        ]


def approval_of(city: str, previews: Mapping[str, tuple[Mapping[str, str], Sequence[Resource]]]) -> Approval:
    """The plan of ``previews``: by part its inputs and the resources its preview told of."""
    commit, dirty = history.git_state(CHECKOUT)
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    parts = {
        part: PartPlan(dict(inputs), guard.lines(resources)) for part, (inputs, resources) in previews.items()
    }
    return Approval(city, now, history.who(), commit, dirty, parts)


def save(approval: Approval, file: Path) -> str:
    """Write the plan; returns its hash, which is in the file too. KominfoError where it cannot be written."""
    plan = asdict(approval)
    digest = _digest(plan)
    text = json.dumps({**plan, "hash": digest}, indent=2, ensure_ascii=False) + "\n"
    try:
        file.write_text(text)
    except OSError as fault:
        raise KominfoError(
            Problem(str(file), "", "the plan cannot be written", str(fault.strerror))
        ) from None
    return digest


def read(file: Path, city: str) -> Approval:
    """The plan in ``file``. UsageError when it is none, was altered, or is another city's."""
    try:
        plan = json.loads(file.read_text())
        told = plan.pop("hash")
        parts = {
            name: PartPlan(dict(part["inputs"]), tuple(part["changes"]))
            for name, part in plan["parts"].items()
        }
        approval = Approval(**{**plan, "parts": parts})
    except OSError as fault:
        raise UsageError(Problem(str(file), "", "the plan cannot be read", str(fault.strerror))) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(
            Problem(str(file), "", "this is no plan", "", "make one: preview … --save FILE")
        ) from None
    if told != _digest(plan):
        raise UsageError(
            Problem(
                str(file), "hash", "the plan was altered after it was made", "", "preview again, with --save"
            )
        )
    if approval.city != city:
        raise UsageError(Problem(str(file), "city", f"this is a plan of {approval.city}, not of {city}"))
    return approval


def _digest(plan: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()
