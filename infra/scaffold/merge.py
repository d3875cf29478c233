"""A project, the template it was made of and a newer one become one: file by file, nobody's lines lost."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from infra.backends import git
from infra.scaffold.trees import File, Tree

MARK = b"<<<<<<< "
"""How a line begins where Git marks a conflict."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one file; None is none. ``conflicts`` are marked in it, for a person to decide."""

    path: str
    before: File | None
    after: File | None
    conflicts: int = 0

    @property
    def diff(self) -> str:
        """As `git diff` shows it, with a final newline."""
        return "".join(_diff(self))


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that stays as the project has it, although the template changed it: ``why``."""

    path: str
    why: str


REMOVED_HERE = "you removed it, and the template changed it: it stays away"
REMOVED_THERE = "the template no longer has it, and you changed it: yours stays"
BINARY = "you and the template both changed it, and it is not text: yours stays"


def merge(base: Tree, ours: Tree, theirs: Tree, newer: str) -> Iterator[Change | Kept]:
    """What ``theirs`` changed of ``base``, done to ``ours``; in the order of the paths.

    ``newer`` names the newer template beside the marks of a conflict. Where both sides say the same, nothing
    is to be done.
    """
    for path in sorted(base.keys() | theirs.keys()):
        former, own, fresh = base.get(path), ours.get(path), theirs.get(path)
        if fresh in (former, own):
            continue
        if own == former:
            yield Change(path, own, fresh)
        elif own is None:
            yield Kept(path, REMOVED_HERE)
        elif fresh is None:
            yield Kept(path, REMOVED_THERE)
        elif not (own.is_text and fresh.is_text):
            yield Kept(path, BINARY)
        else:
            change = _both(path, former or File(b""), own, fresh, newer)
            if change.before != change.after:
                yield change


def _both(path: str, former: File, own: File, fresh: File, newer: str) -> Change:
    names = ("yours", "template, before", f"template, {newer}")
    content, conflicts = git.merged(own.content, former.content, fresh.content, names)
    executable = own.executable if fresh.executable == former.executable else fresh.executable
    return Change(path, own, File(content, executable), conflicts)


def _diff(change: Change) -> Iterator[str]:
    before, after = change.before or File(b""), change.after or File(b"")
    old = f"a/{change.path}" if change.before else "/dev/null"
    new = f"b/{change.path}" if change.after else "/dev/null"
    yield f"diff --git a/{change.path} b/{change.path}\n"
    yield from _modes(change.before, change.after)
    if not (before.is_text and after.is_text):
        yield f"Binary files {old} and {new} differ\n"
        return
    for line in difflib.unified_diff(_lines(before), _lines(after), old, new):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _modes(before: File | None, after: File | None) -> Iterator[str]:
    if before is None and after:
        yield f"new file mode {_mode(after)}\n"
    elif after is None and before:
        yield f"deleted file mode {_mode(before)}\n"
    elif before and after and before.executable != after.executable:
        yield f"old mode {_mode(before)}\nnew mode {_mode(after)}\n"


def _mode(file: File) -> str:
    return "100755" if file.executable else "100644"


def _lines(file: File) -> list[str]:
    """Cut at newlines alone, as Git does."""
    *whole, rest = file.content.decode("utf-8", "replace").split("\n")
    return [*(f"{line}\n" for line in whole), *([rest] if rest else [])]
