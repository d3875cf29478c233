"""A city's look: one file of CSS custom properties, laid over what all apps begin with.

It reaches every page of every OPD, so it may hold values and nothing that selects, loads or runs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from infra.home import CHECKOUT
from infra.model.city import did_you_mean
from infra.model.color import is_hex, too_light
from infra.model.refusal import shown

LOOK = "kota.css"
LARGEST = 16 * 1024
DEFAULT = CHECKOUT / "opd_templates" / "_base" / "opd" / "static" / "opd" / LOOK
MAIN_COLOR = "--color-primary"
_COLORS = frozenset({"color-mix", "hsl", "hsla", "oklab", "oklch", "rgb", "rgba"})
_FUNCTIONS = _COLORS | {"calc", "clamp", "max", "min", "var"}
_BLANK = re.compile(r"(?:\s|/\*.*?\*/)*", re.DOTALL)
_ROOT = re.compile(r":root\s*\{")
_NAME = re.compile(r"--[a-z][a-z0-9-]{0,63}(?=\s*:)")
_VALUE = re.compile(r"""\s*:((?:"[^"\n;{}\\<>]*"|'[^'\n;{}\\<>]*'|/\*.*?\*/|[^;{}"'])*)""", re.DOTALL)
_ODD = re.compile(r"[^\sA-Za-z0-9#.,%()\"'/*+_-]")
_ONLY = "Only `:root { --name: value; }` may stand in it: it reaches every page of every OPD."


@dataclass(frozen=True, slots=True)
class Fault:
    """``at`` is where in the text, from 0."""

    at: int
    fault: str
    reason: str = ""
    remedy: str = ""


def properties(text: str) -> tuple[str, ...]:
    """Names of the custom properties that ``text`` sets."""
    return tuple(re.findall(r"(--[a-z][a-z0-9-]*)\s*:", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)))


def faults(text: str, known: Collection[str]) -> Iterator[Fault]:
    """Everything that is wrong with a look; ``known`` are the properties pages use (none: any name goes)."""
    at = _blank(text, 0)
    while at < len(text):
        opened = _ROOT.match(text, at)
        if opened is None:
            line = text[at:].split("\n", 1)[0].strip()
            yield Fault(at, f"{shown(line)} is not allowed here", _ONLY)
            return
        at = _blank(text, opened.end())
        while at < len(text) and text[at] != "}":
            found, at = _declaration(text, at, known)
            yield from found
        if at == len(text):
            yield Fault(opened.start(), "this block is not closed", "", "Write `}` behind its last line.")
        at = _blank(text, at + 1)


def _declaration(text: str, at: int, known: Collection[str]) -> tuple[list[Fault], int]:
    """What is wrong with the one that begins ``at``, and where the next one begins."""
    name = _NAME.match(text, at)
    value = _VALUE.match(text, name.end()) if name else None
    if name is None or value is None:
        end = _ending(text, at)
        fault = f"{shown(text[at:end].strip())} is no custom property"
        return [Fault(at, fault, _ONLY, "Write `--name: value;`.")], _behind(text, end)
    found = [*_of_name(name[0], name.start(), known), *_of_value(name[0], value[1], value.start(1))]
    end = value.end()
    if end < len(text) and text[end] not in ";}":
        found.append(Fault(end, f"{shown(text[end])} is not allowed in a value", _ONLY))
        end = _ending(text, end)
    return found, _behind(text, end)


def _ending(text: str, at: int) -> int:
    """Where the declaration that ``at`` is in ends, as well as that can be said of a wrong one."""
    return min((found for sign in ";}" if (found := text.find(sign, at)) >= 0), default=len(text))


def _behind(text: str, end: int) -> int:
    return _blank(text, end + 1 if text[end : end + 1] == ";" else end)


def _of_name(name: str, at: int, known: Collection[str]) -> Iterator[Fault]:
    if known and name not in known:
        yield Fault(at, f"no page uses {name}", "", did_you_mean(name, list(known)))


def _of_value(name: str, value: str, at: int) -> Iterator[Fault]:
    bare = re.sub(r"/\*.*?\*/", lambda comment: " " * len(comment[0]), value, flags=re.DOTALL)
    if not bare.strip():
        yield Fault(at, f"{name} has no value", "", "Give it one, or remove the line.")
    if odd := _ODD.search(bare):
        yield Fault(at + odd.start(), f"{shown(odd[0])} is not allowed in a value", _ONLY)
    for call in re.finditer(r"([A-Za-z-]*)\(", bare):
        if call[1] not in _FUNCTIONS:
            reason = "It could load something from elsewhere."
            remedy = f"Known here: {', '.join(sorted(_FUNCTIONS))}."
            yield Fault(at + call.start(), f"`{call[0]})` is not allowed in a value", reason, remedy)
    if name == MAIN_COLOR and is_hex(bare.strip()) and (light := too_light(bare.strip())):
        yield Fault(at + len(bare) - len(bare.lstrip()), *light)


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
