"""What rules say to people. Pure: no Django."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818  # said to people as it is
    """Why something is not done, in words for whoever asked. ``field`` is the answer that is in the way."""

    def __init__(self, why: str, field: str | None = None) -> None:
        self.why, self.field = why, field
        super().__init__(why)
