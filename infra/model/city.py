"""A city: its data center and its OPDs, valid as a whole."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from infra.errors import KominfoError, Problem
from infra.model.datacenter import DataCenter
from infra.model.opd import Opd
from infra.model.server import Server

DATACENTER = "datacenter"  # the reserved part
T = TypeVar("T")


def did_you_mean(word: str, known: list[str]) -> str:
    """A remedy: the nearest known word, or all of them."""
    near = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(sorted(known)) or 'none'}."


@dataclass(frozen=True, slots=True)
class City:
    """``name`` is the folder's name. ``warnings`` are worth reading and stop nothing."""

    name: str
    folder: Path
    datacenter: DataCenter
    opds: tuple[Opd, ...]
    warnings: tuple[Problem, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of its parts, the data center first."""
        return (DATACENTER, *(opd.opd for opd in self.opds))

    def opd(self, name: str) -> Opd:
        """The OPD of that id; KominfoError naming the nearest when there is none."""
        return self._find("OPD", name, {opd.opd: opd for opd in self.opds})

    def server(self, name: str) -> Server:
        """The server of that name; KominfoError naming the nearest when there is none."""
        return self._find("server", name, dict(self.datacenter.servers))

    def _find(self, noun: str, name: str, known: dict[str, T]) -> T:
        if name not in known:
            remedy = did_you_mean(name, list(known))
            raise KominfoError(Problem(self.name, "", f"there is no {noun} {name!r}", remedy=remedy))
        return known[name]
