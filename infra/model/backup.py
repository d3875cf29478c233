"""Where copies of what a city cannot lose are kept, and for how long."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from infra.model.kinds import AbsoluteFolder, Id, Many
from infra.model.section import Section

Kept = Annotated[int, Field(ge=0, le=1000)]


class Place(Section):
    """A folder of the control host or, with ``server``, of one of the city's servers.

    A city's copies stand in a folder of its own below it: several cities may name the same place.
    """

    folder: AbsoluteFolder
    server: Id | None = None

    @property
    def label(self) -> str:
        """As people know it: ``/srv/backup``, or ``siantar-3:/srv/backup``."""
        return f"{self.server}:{self.folder}" if self.server else self.folder


class Keep(Section):
    """How many days, weeks and months the last copy of each is kept."""

    daily: Kept = 7
    weekly: Kept = 4
    monthly: Kept = 6


class Backup(Section):
    """``to``: every place gets each copy, whole."""

    to: Annotated[Many[Place], Field(min_length=1)]
    keep: Keep = Keep()
