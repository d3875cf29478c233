"""One part's Pulumi stack: its name, and where the file backend keeps what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from infra.home import Home

PROJECT = "kominfo"
ORGANIZATION = "organization"  # the one organization of Pulumi's file backend


@dataclass(frozen=True, slots=True)
class Stack:
    """The stack ``<city>.<part>`` of project ``kominfo``."""

    city: str
    part: str

    @property
    def name(self) -> str:
        return f"{self.city}.{self.part}"

    @property
    def urn(self) -> str:
        return f"urn:pulumi:{self.name}::{PROJECT}::pulumi:pulumi:Stack::{PROJECT}-{self.name}"

    def checkpoint(self, home: Home) -> Path:
        return home.city(self.city).state / ".pulumi" / "stacks" / PROJECT / f"{self.name}.json"

    def locks(self, home: Home) -> Path:
        return home.city(self.city).state / ".pulumi" / "locks" / ORGANIZATION / PROJECT / self.name

    def runs(self, home: Home) -> Path:
        """The engine's own record of each run, with a whole copy of the state."""
        return home.city(self.city).state / ".pulumi" / "history" / PROJECT / self.name

    def backups(self, home: Home) -> Path:
        return home.city(self.city).root / "backups" / self.part

    def work(self, home: Home) -> Path:
        """A folder of this stack alone: the CLI keeps its project and stack settings in it."""
        return home.work / self.name

    def log(self, home: Home) -> Path:
        """What the engine and the program said in full, for the run last made."""
        return self.work(home) / "last.log"
