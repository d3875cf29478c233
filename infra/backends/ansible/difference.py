"""What a task found and would make of it, in a few lines a person can read. Hidden results give none."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

LINES = 12
WIDTH = 160
_UNIT = ("LoadState", "ActiveState", "UnitFileState")
_SAID = ("stderr", "stdout")
_GOOD = re.compile(r"(hold )?installed \S+$")  # dpkg-query, of a package that is as it should be


def difference(result: Mapping[str, Any]) -> tuple[str, ...]:
    """Lines of before (``-``) and after (``+``) where the module tells them; else what it read."""
    if "censored" in result:
        return ()
    lines = [line for one in _many(result.get("diff")) for line in _told(one)]
    return _short(lines or list(_unit(result)) or list(_read(result)))


def _many(diff: Any) -> list[Mapping[str, Any]]:
    several = diff if isinstance(diff, list) else [diff]
    return [one for one in several if isinstance(one, Mapping)]


def _told(diff: Mapping[str, Any]) -> Iterator[str]:
    """A module's own difference: texts, settings, or one it has written itself."""
    if "prepared" in diff:
        yield from str(diff["prepared"]).splitlines()
    if "before" not in diff and "after" not in diff:
        return
    before, after = (_lines(diff.get(side)) for side in ("before", "after"))
    changed = [
        line
        for line in difflib.unified_diff(before, after, lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    header = diff.get("before_header") or diff.get("after_header")
    if header and changed:
        yield f"{header}:"
    yield from changed


def _lines(side: Any) -> list[str]:
    if isinstance(side, Mapping | list):
        return json.dumps(side, indent=1, sort_keys=True, ensure_ascii=False).splitlines()
    return str(side or "").splitlines()


def _unit(result: Mapping[str, Any]) -> Iterator[str]:
    """Of a unit of systemd: how it was, and how it should be."""
    status = result.get("status")
    if not isinstance(status, Mapping) or "ActiveState" not in status:
        return
    asked = (result.get("invocation") or {}).get("module_args") or {}
    unit = asked.get("name") or result.get("name") or "unit"
    yield f"- {unit}: " + ", ".join(str(status.get(name) or "none") for name in _UNIT)
    enabled = [] if asked.get("enabled") is None else ["enabled" if asked["enabled"] else "disabled"]
    yield f"+ {unit}: " + ", ".join([str(asked.get("state") or "as it is"), *enabled])


def _read(result: Mapping[str, Any]) -> Iterator[str]:
    """Of a program that was asked: what it said, but for what is in order."""
    for stream in _SAID:
        for line in str(result.get(stream) or "").splitlines():
            if line.strip() and not _GOOD.match(line):
                yield line


def _short(lines: list[str]) -> tuple[str, ...]:
    cut = [line if len(line) <= WIDTH else f"{line[:WIDTH]}…" for line in lines[:LINES]]
    return (*cut, f"… {len(lines) - LINES} more lines") if len(lines) > LINES else tuple(cut)
