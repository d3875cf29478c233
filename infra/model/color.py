"""Colours that stay readable: text in them on white, and white on them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from infra.model.refusal import refuse, shown

LEAST_CONTRAST = 5.0  # to white; leaves 4.5 (WCAG 2.2, 1.4.3 AA) on the tints made from the colour


def is_hex(value: str) -> bool:
    """Whether it is ``#`` and six small hexadecimal digits."""
    return bool(re.fullmatch(r"#[0-9a-f]{6}", value))


def contrast_to_white(color: str) -> float:
    """1 (white) to 21 (black)."""
    return 1.05 / (_luminance(color) + 0.05)


def _luminance(color: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2, glossary)."""
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def too_light(color: str) -> tuple[str, str, str] | None:
    """Fault, reason and remedy where ``#rrggbb`` cannot be read on white; else None."""
    if (ratio := contrast_to_white(color)) >= LEAST_CONTRAST:
        return None
    reason = f"Its contrast to white is {ratio:.1f}:1; {LEAST_CONTRAST:.0f}:1 is needed to be readable."
    return f"{color} is too light", reason, "Choose a darker colour."


def _color(value: str) -> str:
    if not is_hex(value):
        refuse(f"{shown(value)} is not a colour", "", "Write `#` and six digits 0-9 a-f, as `#1f6b4a`.")
    if light := too_light(value):
        refuse(*light)
    return value


Color = Annotated[str, AfterValidator(_color)]
