"""What every section of the declaration has in common."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Frozen, strict (nothing is converted silently), unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    given: ClassVar[frozenset[str]] = frozenset()  # fields nobody writes: the loader gives them
