"""One Ansible role on one server, as it is planned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class RoleRun:
    """One Ansible role on one server: one resource, named ``<server>-<layer>``.

    ``secrets`` are variables that may hold a ``Ref`` and never appear in clear; ``after`` names other role
    runs, or ``records`` for the data center's published records. ``drain``: None where the run leaves
    containers alone; else the managers, in the order to be asked, through which they are moved away first
    (none: nothing else could hold them).
    """

    server: str
    layer: str
    role: str
    variables: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, Any] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    source: str = ""
    drain: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        return f"{self.server}-{self.layer}"
