"""Reads what the file backend wrote of a stack: its resources, and what a killed run left half done."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.engine.sealing import SIGNATURE, salt_of

# What goes with a server; `server` of a RecordSet is the address it is published at.
ON_A_SERVER = frozenset({f"kominfo:index:{kind}" for kind in ("Server", "RoleRun", "Edge")})


@dataclass(frozen=True, slots=True)
class Pending:
    """A step that began and of which nobody knows how it ended. ``kind``: creating updating deleting …"""

    kind: str
    urn: str
    type: str
    inputs: dict[str, Any]

    @property
    def name(self) -> str:
        """The object's own name in the world, which the resource's name need not be."""
        own = self.inputs.get("name")
        return own if isinstance(own, str) else self.urn.rsplit("::", 1)[-1]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A stack's latest state as stored; secrets in it stay encrypted."""

    latest: dict[str, Any]

    @property
    def stands(self) -> bool:
        """True when the stack has been brought up and not taken down since."""
        return any(one["type"] == "pulumi:pulumi:Stack" for one in self.resources)

    @property
    def outputs(self) -> dict[str, Any]:
        """The stack's outputs as stored: a secret is an opaque envelope here."""
        stack = [one for one in self.resources if one["type"] == "pulumi:pulumi:Stack"]
        found: dict[str, Any] = (stack[0].get("outputs") or {}) if stack else {}
        return found

    @property
    def outputs_are_plain(self) -> bool:
        """True when they are no secrets, assets or the like, but values as they stand."""
        return f'"{SIGNATURE}"' not in json.dumps(self.outputs)

    @property
    def pending(self) -> tuple[Pending, ...]:
        found = self.latest.get("pending_operations") or []
        return tuple(
            Pending(
                one["type"],
                one["resource"]["urn"],
                one["resource"]["type"],
                one["resource"].get("inputs") or {},
            )
            for one in found
        )

    def of_type(self, type_: str) -> tuple[dict[str, Any], ...]:
        """The known resources of one type."""
        return tuple(one for one in self.resources if one["type"] == type_ and one.get("id"))

    def ids(self, type_: str) -> frozenset[str]:
        """Ids of the known resources of one type."""
        return frozenset(str(one["id"]) for one in self.of_type(type_))

    @property
    def role_runs(self) -> dict[str, dict[str, Any]]:
        """The clear variables of every role run that stands, by the run's name."""
        return {
            f"{one['inputs']['server']}-{one['inputs']['layer']}": one["inputs"].get("variables") or {}
            for one in self.resources
            if one["type"] == "kominfo:index:RoleRun"
        }

    def of_server(self, name: str) -> tuple[dict[str, Any], ...]:
        """The resources that are made on the server ``name``, and the server's own."""
        return tuple(
            one
            for one in self.resources
            if one["type"] in ON_A_SERVER and (one.get("inputs") or {}).get("server") == name
        )

    @property
    def settled(self) -> bool:
        """False where the engine has something to finish: what is half made, failed, or still to go."""
        unfinished = ("delete", "pendingReplacement", "initErrors")
        return not self.pending and not any(one.get(word) for one in self.resources for word in unfinished)

    @property
    def salt(self) -> str:
        """What its secrets are encrypted with, beside the passphrase."""
        return salt_of(self.latest)

    @property
    def resources(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.latest.get("resources") or []
        return found


def read_checkpoint(file: Path) -> Checkpoint | None:
    """``None`` when there is no such stack; ``ValueError`` when the file is broken."""
    try:
        text = file.read_text()
    except FileNotFoundError:
        return None
    try:
        return Checkpoint(json.loads(text)["checkpoint"].get("latest") or {})
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"not a checkpoint: {file}") from fault
