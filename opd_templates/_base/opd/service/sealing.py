"""Values of records that the database cannot read: AES-256-GCM, as ``opd.private`` keeps its fields.

Each is bound to its kind, its field and its record: sealed text that is moved to another place does not open there.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from opd import private

MARK = "tersegel"
"""The only key of a sealed value in a record's data."""


def bound(kind: str, field: str, record: UUID | str) -> str:
    return f"service.{kind}.{field}.{record}"


def seal(value: Any, place: str) -> dict[str, str]:
    """Any JSON value, for ``place`` alone."""
    text = json.dumps(value, ensure_ascii=False).encode()
    return {MARK: private.sealed(text, place.encode())}


def opened(kept: dict[str, str], place: str) -> Any:
    """ValueError when it was sealed for another place, with another key, or was changed."""
    try:
        return json.loads(private.opened(kept[MARK], place.encode()))
    except ValueError:
        raise ValueError(
            f"{place} was sealed for another place or with another key, or was changed"
        ) from None


def is_sealed(kept: Any) -> bool:
    return isinstance(kept, dict) and kept.keys() == {MARK}
