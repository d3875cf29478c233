"""Delegations inside a zone: which names are answered by others, and which addresses lead to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cuts:
    """``servers``: delegated name (relative to ``domain``) → its name servers, whole, with the final dot."""

    servers: Mapping[str, Sequence[str]]
    domain: str

    def above(self, name: str) -> str:
        """The delegated name that ``name`` is or lies below; empty when there is none."""
        labels = name.split(".")
        ends = (".".join(labels[at:]) for at in range(len(labels) - 1, -1, -1))
        return next((end for end in ends if end in self.servers), "")

    def hides(self, name: str, kind: str) -> bool:
        """Whether the zone itself is never asked: all but NS and DS at a cut, all but glue below it."""
        cut = self.above(name)
        if not cut:
            return False
        if name == cut and kind in ("NS", "DS"):
            return False
        return not (kind in ("A", "AAAA") and self._is_glue(name))

    def _is_glue(self, name: str) -> bool:
        whole = f"{name}.{self.domain}."
        return any(whole == server for servers in self.servers.values() for server in servers)
