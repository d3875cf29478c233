"""How an image that is kept is marked: by a tag that names its digest and moves with nothing."""

from __future__ import annotations

MARK = "keep--"
DIGITS = 16


def keep_tag(digest: str) -> str:
    """The tag that keeps the image ``sha256:…``."""
    return f"{MARK}{digest.partition(':')[2][:DIGITS]}"


def is_keep_tag(tag: str) -> bool:
    """Whether this tag keeps an image; others (``current``) move with pushes."""
    return tag.startswith(MARK)
