"""The staff's guide: ``PANDUAN.md`` of the project, as a page that staff can open where they work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Guide:
    """``title`` is its first heading, ``body`` the HTML of what follows."""

    title: str
    body: SafeString


def is_there() -> bool:
    """Whether the project has one (it is part of the image: that does not change while the app runs)."""
    return Path(settings.OPD_GUIDE).is_file()


@cache
def read(file: Path) -> Guide:
    """``OSError`` where it cannot be read."""
    from markdown_it import MarkdownIt  # loaded with the first reader

    first, _, rest = file.read_text(encoding="utf-8").lstrip().partition("\n")
    # This preset writes HTML within the text as text.
    return Guide(first.lstrip("# ").strip(), mark_safe(MarkdownIt("js-default").render(rest)))  # noqa: S308
