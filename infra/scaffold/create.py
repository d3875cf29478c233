"""A new site of an OPD, in place whole or not at all."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.errors import KominfoError, Problem, UsageError
from infra.model import DATACENTER, City, load_city
from infra.model.city import did_you_mean
from infra.model.edit import put, with_site
from infra.model.kinds import APEX
from infra.model.refusal import shown
from infra.scaffold.answers import Answers, answers
from infra.scaffold.part import needs, part_text, permitted, placed
from infra.scaffold.record import made_of, record_files
from infra.scaffold.render import TEMPLATES, render, variables
from infra.scaffold.trees import read_tree
from infra.scaffold.units import known_units

SOURCE = "web"
_STAGE = ".new-"


@dataclass(frozen=True, slots=True)
class Created:
    """What `new` made: the part first, then the folder of the site's source."""

    paths: tuple[Path, ...]


def new(
    template: str,
    opd: str,
    city_folder: Path,
    given: Mapping[str, str] | None = None,
    server: str | None = None,
    permission: tuple[str, str] | None = None,
) -> Created:
    """Make ``<opd>.yaml`` and ``<opd>/web/`` in ``city_folder``; asks nothing, replaces nothing.

    Where that part is declared it gets one more site, under a ``label`` of its own, from ``<opd>/<label>/``.
    ``given`` overrides what is known of the OPD and its city (fields of ``Answers``); ``server`` is where its
    database and its files are to stand, ``permission`` the letter and the date of the leave to run it.
    KominfoError with every fault at once; then, and after any failure, the folder is as it was.
    """
    place = f"new {shown(template)[1:-1]} {shown(opd)[1:-1]}"
    if template not in TEMPLATES:
        remedy = did_you_mean(template, list(TEMPLATES))
        raise UsageError(Problem(place, "", f"there is no template {shown(template)}", "", remedy))
    if opd == DATACENTER:
        reason = "That part declares the data center."
        raise KominfoError(Problem(place, "opd", f"{shown(opd)} is no OPD", reason, "Choose another id."))
    city = load_city(city_folder)
    told = answers(opd, city, given or {}, place=place, variables=variables(TEMPLATES[template]))
    standing = opd in city.parts
    folder = city_folder / opd / (_folder_of(told.label) if standing else SOURCE)
    if problems := [*_taken_paths(city_folder, folder, place), *_taken_labels(city, told, place)]:
        raise KominfoError(problems)
    wanted = permitted(needs(TEMPLATES[template]), permission, place)
    site = _site(told, folder, placed(wanted, city, server, place))
    with _stage(city_folder) as stage:
        source = render(TEMPLATES[template], told, stage)
        _record(TEMPLATES[template], told, source)
        part = city_folder / f"{opd}.yaml"
        former = part.read_text(encoding="utf-8") if standing else ""
        text = with_site(former, site) if standing else part_text(opd, told.name, site)
        return _put(source, folder, part, text, place)


def _folder_of(label: str) -> str:
    return "apex" if label == APEX else label.replace(".", "-")


def _record(template: Path, told: Answers, source: Path) -> None:
    """What it was made of, so that a newer template can be merged into it."""
    made = made_of(template, told, needs(template))
    for name, file in record_files(made, read_tree(source)).items():
        (source / name).write_bytes(file.content)


def _aliases(told: Answers) -> tuple[str, ...]:
    unit = known_units().get(told.opd)
    return unit.aliases if unit and unit.label == told.label else ()


def _site(told: Answers, folder: Path, needed: Mapping[str, Any]) -> dict[str, Any]:
    site = {"label": told.label, "source": f"{told.opd}/{folder.name}", **needed}
    if aliases := _aliases(told):
        site["aliases"] = list(aliases)
    return site


def _taken_paths(city_folder: Path, source: Path, place: str) -> Iterator[Problem]:
    folder = source.parent
    if os.path.lexists(source):
        fault = f"{source} is there already"
        yield Problem(place, "opd", fault, "Nothing is ever replaced.", "Choose another id, or remove it.")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        yield Problem(place, "opd", f"{folder} is not a plain folder", "", "Move it away.")


def _taken_labels(city: City, told: Answers, place: str) -> Iterator[Problem]:
    owners = {label: opd.opd for opd in city.opds for site in opd.sites for label in site.labels}
    for label in (told.label, *_aliases(told)):
        if label in owners:
            fault = f"the label '{label}' is taken"
            yield Problem(place, "label", fault, f"{owners[label]} has it.", "Give another `label`.")


@contextlib.contextmanager
def _stage(city_folder: Path) -> Iterator[Path]:
    """A folder on the city's own file system, so that moving out of it is one rename; gone at the end.

    The lock lets one `new` at a time work in a city, so any other stage was left by a killed one.
    """
    descriptor = os.open(city_folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        _sweep(city_folder)
        try:
            yield Path(tempfile.mkdtemp(prefix=_STAGE, dir=city_folder))
        finally:
            _sweep(city_folder)
    finally:
        os.close(descriptor)


def _sweep(city_folder: Path) -> None:
    for left in city_folder.glob(f"{_STAGE}*"):
        shutil.rmtree(left, ignore_errors=True)


def _put(source: Path, target: Path, part: Path, text: str, place: str) -> Created:
    """Move both into place, the part last: without it nothing refers to the folder. Undone as a whole."""
    folder = target.parent
    with contextlib.ExitStack() as undo:
        if not folder.exists():
            folder.mkdir()
            undo.callback(_remove_empty, folder)
        source.rename(target)
        undo.callback(shutil.rmtree, target, ignore_errors=True)
        if part.exists():
            undo.callback(put, part, part.read_text(encoding="utf-8"))
            put(part, text)
        else:
            fresh = source.with_name(part.name)
            fresh.write_text(text, encoding="utf-8")
            os.link(fresh, part)  # unlike a rename, never replaces a file that came meanwhile
            undo.callback(part.unlink)
        _ensure_city_agrees(part.parent, part.name, place)
        undo.pop_all()
    return Created((part, target))


def _remove_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):  # somebody else put something there
        folder.rmdir()


def _ensure_city_agrees(city_folder: Path, part: str, place: str) -> None:
    """Rules that join parts: a label taken by another OPD, too much memory, a host the certificate lacks."""
    try:
        load_city(city_folder)
    except KominfoError as disagreement:
        raise KominfoError(
            dataclasses.replace(problem, place=place) if f"/{part}" in problem.place else problem
            for problem in disagreement.problems
        ) from disagreement
