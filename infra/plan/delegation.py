"""Delegations inside a zone: which names are answered by others, and which addresses lead to them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cuts:
    """``names``: what is delegated, relative to ``domain``; ``servers``: to whom, whole, with the dot."""

    names: frozenset[str]
    servers: frozenset[str]
    domain: str

    def above(self, name: str) -> str:
        """The delegated name that ``name`` is or lies below; empty when there is none."""
        labels = name.split(".")
        ends = (".".join(labels[at:]) for at in range(len(labels) - 1, -1, -1))
        return next((end for end in ends if end in self.names), "")

    def hides(self, name: str, kind: str) -> bool:
        """Whether the zone itself is never asked: all but NS and DS at a cut, all but glue below it."""
        cut = self.above(name)
        if not cut:
            return False
        if name == cut and kind in ("NS", "DS"):
            return False
        return not (kind in ("A", "AAAA") and f"{name}.{self.domain}." in self.servers)
