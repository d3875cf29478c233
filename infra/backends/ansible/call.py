"""What is asked of Ansible, and what it answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.backends.ssh import Connection
from infra.home import CHECKOUT


def _roles() -> Path:
    """Where roles are: the checkout's, or another folder's (``KOMINFO_ROLES``)."""
    return Path(os.environ.get("KOMINFO_ROLES") or CHECKOUT / "roles")


@dataclass(frozen=True, slots=True)
class RoleCall:
    """One role on one server. ``secrets`` are variables too; their values never appear in a message.

    ``timeout`` bounds the whole run and ``silence`` the time without any news from it, both in seconds.
    """

    connection: Connection
    role: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, Any] = field(default_factory=dict, repr=False)
    roles: Path = field(default_factory=_roles)
    timeout: float = 3600
    silence: float = 1200

    @property
    def server(self) -> str:
        """The server as a person knows it."""
        return self.connection.name or self.connection.address


@dataclass(frozen=True, slots=True)
class Event:
    """A task begins."""

    server: str
    role: str
    task: str


OnEvent = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``changed``: the tasks that changed something (in check mode: would), in order, loop items in brackets.

    ``drift``: the same, each followed by lines of what it found and would make of it, unless it is secret.
    ``outputs``: what the role gave to ``set_stats``.
    """

    changed: tuple[str, ...]
    outputs: Mapping[str, Any] = field(repr=False)
    drift: tuple[str, ...] = ()
