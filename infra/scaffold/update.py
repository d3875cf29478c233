"""`template update`: a project gets what is new in its template, and keeps what was changed in it.

The files as the template gave them stand in the project (``record``): what differs from them is the
project's own. Nothing is touched before all of it is known, and a failure on the way puts everything back.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from infra.backends import git
from infra.errors import KominfoError, Problem
from infra.model import City
from infra.model.city import did_you_mean
from infra.model.refusal import shown
from infra.scaffold.answers import Answers, answers
from infra.scaffold.merge import MARK, Change, Kept, merge
from infra.scaffold.part import needs
from infra.scaffold.record import (
    PRISTINE,
    RECORD,
    Made,
    made_of,
    read_pristine,
    read_record,
    record_files,
    version_of,
)
from infra.scaffold.render import TEMPLATES, given_once, render, variables
from infra.scaffold.trees import File, Tree, read_file, read_tree

_OURS = frozenset({RECORD, PRISTINE})


@dataclass(frozen=True, slots=True)
class Update:
    """What an update would do to ``folder``; ``needs`` are keys of its part that the template says anew."""

    folder: Path
    former: Made
    made: Made
    changes: tuple[Change, ...]
    kept: tuple[Kept, ...]
    needs: tuple[str, ...]

    @property
    def files(self) -> tuple[Change, ...]:
        """The changes but for those of the record itself."""
        return tuple(change for change in self.changes if change.path not in _OURS)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.conflicts)


def plan_update(folder: Path, opd: str, city: City, given: Mapping[str, str] | None = None) -> Update:
    """What bringing ``folder`` to the present template means; nothing is touched.

    ``given`` are answers that are no longer what they were. KominfoError where the folder says nothing of a
    template, holds links or marks of an earlier conflict, or has what Git does not yet know.
    """
    former = read_record(folder)
    if former is None:
        reason = f"There is no {RECORD} in it."
        remedy = f"./kominfo template adopt {city.name} {opd} TEMPLATE, if it was made of the present one."
        raise KominfoError(Problem(str(folder), "", "it does not say what it was made of", reason, remedy))
    template = _template(former, folder)
    base = read_pristine(folder)
    told = _told(former, opd, city, given or {}, str(folder / RECORD), variables(template))
    theirs = rendered(template, told)
    ours = _local(folder, base.keys() | theirs.keys())
    _ensure_it_is_at_rest(folder, base, ours)
    made = made_of(template, told, needs(template))
    found = list(merge(base, ours, _spoken_of(template, base, theirs), made.version))
    changes = [one for one in found if isinstance(one, Change)]
    kept = tuple(one for one in found if isinstance(one, Kept))
    if made != former or base != theirs:
        changes += _record_changes(folder, record_files(made, theirs))
    return Update(folder, former, made, tuple(changes), kept, tuple(_new_needs(former, made)))


def adopt(folder: Path, template: str, opd: str, city: City, given: Mapping[str, str]) -> Update:
    """Say of ``folder`` that it was made of the present ``template``: its record is all that is new.

    What differs from the template counts as the project's own from then on.
    """
    if read_record(folder):
        raise KominfoError(Problem(str(folder), "", f"it has a {RECORD} already", "", "`template update`."))
    if template not in TEMPLATES:
        remedy = did_you_mean(template, list(TEMPLATES))
        raise KominfoError(Problem(str(folder), "", f"there is no template {shown(template)}", "", remedy))
    source = TEMPLATES[template]
    told = answers(opd, city, given, place="template adopt", variables=variables(source))
    made, pristine = made_of(source, told, needs(source)), rendered(source, told)
    changes = _record_changes(folder, record_files(made, pristine))
    return Update(folder, made, made, tuple(changes), (), ())


def apply(update: Update) -> None:
    """Write the changes, the record last; KominfoError, and nothing changed, where a file moved meanwhile.

    A kill halfway leaves files that are new and a record that is not: the next update finds those files as
    it wants them, and does the rest.
    """
    with _held(update.folder), contextlib.ExitStack() as undo:
        now = _local(update.folder, [change.path for change in update.changes])
        if moved := [change.path for change in update.changes if now.get(change.path) != change.before]:
            reason = f"{', '.join(moved)} changed while the update was looked at."
            fault = "it is not what it was"
            raise KominfoError(Problem(str(update.folder), "", fault, reason, "Run it again."))
        for change in update.changes:
            undo.callback(_put, update.folder, change.path, change.before)
            _put(update.folder, change.path, change.after)
        undo.pop_all()


def rendered(template: Path, told: Answers) -> dict[str, File]:
    """The files that ``template`` gives for these answers."""
    with tempfile.TemporaryDirectory(prefix="kominfo-template-") as into:
        return read_tree(render(template, told, Path(into)))


def is_behind(made: Made) -> bool:
    """Whether the template is another one by now; of one that is gone nothing newer will come."""
    return made.template in TEMPLATES and version_of(TEMPLATES[made.template]) != made.version


def _template(former: Made, folder: Path) -> Path:
    if former.template not in TEMPLATES:
        fault = f"it was made of {shown(former.template)}, and there is no such template any more"
        remedy = did_you_mean(former.template, list(TEMPLATES))
        raise KominfoError(Problem(str(folder / RECORD), "template", fault, "", remedy))
    return TEMPLATES[former.template]


def _told(
    former: Made, opd: str, city: City, given: Mapping[str, str], place: str, names: Collection[str]
) -> Answers:
    """The answers of then; those that are new take what is known, those no longer asked are dropped."""
    known = {name: value for name, value in former.answers.items() if name in Answers.asked(names)}
    return answers(opd, city, {**known, **given}, place=place, variables=names)


def _spoken_of(template: Path, base: Tree, theirs: Tree) -> dict[str, File]:
    """``theirs``, but what was only given for a beginning as it was: nobody wants a new example published."""
    patterns = given_once(template)
    once = {
        path
        for path in base.keys() | theirs.keys()
        if any(fnmatchcase(path, pattern) for pattern in patterns)
    }
    spoken = {path: file for path, file in theirs.items() if path not in once}
    return spoken | {path: base[path] for path in once if path in base}


def _local(folder: Path, paths: Iterable[str]) -> dict[str, File]:
    """Those of ``paths`` that are there. KominfoError for one that is not a plain file in plain folders."""
    found: dict[str, File] = {}
    for path in sorted(paths):
        file = folder / path
        above = [folder / parent for parent in PurePosixPath(path).parents[:-1]]
        if any(step.is_symlink() for step in (file, *above)):
            raise KominfoError(Problem(str(file), "", "it is a link, or in one", "", "Make it a plain file."))
        if file.is_file():
            found[path] = read_file(file)
        elif os.path.lexists(file) or any(step.is_file() for step in above):
            fault = "the template has a file there"
            raise KominfoError(Problem(str(file), "", fault, "", "Move yours to another name."))
    return found


def _ensure_it_is_at_rest(folder: Path, base: Tree, ours: Tree) -> None:
    """An update on top of unfinished work could not be told from it any more."""
    marked = [
        path
        for path, file in ours.items()
        if file != base.get(path) and any(line.startswith(MARK) for line in file.content.splitlines())
    ]
    if marked:
        fault = f"marks of a conflict are still in {', '.join(marked)}"
        remedy = "Decide between the two sides, remove the marks, and commit."
        raise KominfoError(Problem(str(folder), "", fault, "", remedy))
    if lines := git.uncommitted(folder):
        reason = f"{'; '.join(lines[:3])}{f'; {len(lines) - 3} more' if len(lines) > 3 else ''}."
        remedy = (
            "Commit or undo it first: then `git diff` shows the update alone, and `git restore` undoes it."
        )
        raise KominfoError(Problem(str(folder), "", "Git does not know everything in it", reason, remedy))


def _record_changes(folder: Path, files: Mapping[str, File]) -> list[Change]:
    """The record's file last: it says that all the rest is done."""
    now = _local(folder, files)
    wanted = {path: files[path] for path in (PRISTINE, RECORD)}
    return [Change(path, now.get(path), file) for path, file in wanted.items() if now.get(path) != file]


def _new_needs(former: Made, made: Made) -> Iterator[str]:
    for key in sorted(former.needs.keys() | made.needs.keys()):
        before, after = former.needs.get(key), made.needs.get(key)
        if before != after:
            yield f"`{key}` is {_said(after)} in the template now; it was {_said(before)}"


def _said(value: object) -> str:
    return "not said" if value is None else str(value)


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """One update at a time in a folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _put(folder: Path, path: str, file: File | None) -> None:
    """``file`` whole at ``path``, or nothing there, nor the folders that are empty without it."""
    target = folder / path
    if file is None:
        target.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # a folder that holds something else
            for parent in target.relative_to(folder).parents[:-1]:
                (folder / parent).rmdir()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    try:
        fresh.write_bytes(file.content)
        fresh.chmod(0o755 if file.executable else 0o644)
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
