"""Read a city's folder: every part, then the rules that join them; all faults at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError

from infra.errors import KominfoError, Problem
from infra.home import CHECKOUT
from infra.model import reading
from infra.model.city import DATACENTER, City
from infra.model.datacenter import DataCenter
from infra.model.document import Document
from infra.model.draft import Draft, PlacedRecord, PlacedSite, Whole
from infra.model.faults import translate
from infra.model.for_each import expanded
from infra.model.opd import Opd
from infra.model.rules import ADVICE, RULES, RULES_OF_THE_WHOLE
from infra.model.section import Section

S = TypeVar("S", bound=Section)
SITES = ("sites",)
RECORDS = ("dns", "records")


def load_city(
    folder: Path, only: Collection[str] | None = None, instead: Mapping[str, str] | None = None
) -> City:
    """The city in ``folder``; KominfoError holding every fault of every part, in reading order.

    ``only``: the parts to read, where the whole is known to be valid; the data center must be one of them.
    ``instead``: texts of parts as they would be, to be judged before they are written.
    """
    draft, problems = _draft(folder, only, instead or {})
    problems += [problem for rule in RULES for problem in rule(draft)]
    if isinstance(draft, Whole):
        problems += [problem for rule in RULES_OF_THE_WHOLE for problem in rule(draft)]
    if problems or not isinstance(draft, Whole):
        raise KominfoError(in_order(problems))
    advice = [problem for rule in ADVICE for problem in rule(draft)]
    return City(
        draft.name, draft.folder, draft.datacenter, tuple(draft.opds.values()), tuple(in_order(advice))
    )


def in_order(problems: list[Problem]) -> list[Problem]:
    """By file, line and column; each said once."""

    def place(problem: Problem) -> tuple[str, int, int]:
        match = re.fullmatch(r"(.*):([0-9]+):([0-9]+)", problem.place, re.DOTALL)
        return (match[1], int(match[2]), int(match[3])) if match else (problem.place, 0, 0)

    return sorted(dict.fromkeys(problems), key=place)


def _draft(
    folder: Path, only: Collection[str] | None = None, instead: Mapping[str, str] = MappingProxyType({})
) -> tuple[Draft | Whole, list[Problem]]:
    folder = folder.absolute()
    shown = str(folder.relative_to(CHECKOUT) if folder.is_relative_to(CHECKOUT) else folder)
    try:
        entries = tuple(sorted(entry.name for entry in folder.iterdir()))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise KominfoError(
            Problem(ascii(shown)[1:-1], "", "there is no such city", str(error), "Look into `stacks/`.")
        ) from error
    stems = [entry.removesuffix(".yaml") for entry in entries if entry.endswith(".yaml")]
    stems = [stem for stem in stems if only is None or stem in only]
    documents = {
        stem: expanded(
            reading.read(instead[stem].encode(), f"{shown}/{stem}.yaml")
            if stem in instead
            else _read(folder / f"{stem}.yaml", f"{shown}/{stem}.yaml")
        )
        for stem in stems
    }
    problems = [problem for document in documents.values() for problem in document.faults]
    opds: dict[str, Opd] = {}
    sites: list[PlacedSite] = []
    for stem, document in documents.items():
        if stem != DATACENTER:
            opd, kept, faults = _validated(Opd, document, SITES)
            problems += faults
            if opd:
                opds[stem] = opd
                sites += [
                    PlacedSite(stem, (*SITES, at), site) for at, site in zip(kept, opd.sites, strict=True)
                ]
    draft = Draft(folder.name, folder, shown, entries, documents, opds, tuple(sites))
    if DATACENTER not in documents:
        return draft, problems
    datacenter, kept, faults = _validated(DataCenter, documents[DATACENTER], RECORDS)
    problems += faults
    if datacenter is None:
        return draft, problems
    placed = zip(kept, datacenter.dns.records, strict=True)
    records = tuple(PlacedRecord((*RECORDS, at), record) for at, record in placed)
    everything = (draft.name, folder, shown, entries, documents, opds, draft.sites)
    return Whole(*everything, datacenter, records), problems


def _read(file: Path, shown: str) -> Document:
    if file.is_symlink() or not file.is_file():
        reason = "A part is a plain file, so that what is reviewed is what is applied."
        return Document(shown, faults=(Problem(shown, "", "it is not a plain file", reason),))
    try:
        with file.open("rb") as stream:
            return reading.read(stream.read(reading.LARGEST + 1), shown)
    except OSError as error:
        return Document(shown, faults=(Problem(shown, "", "it cannot be read", str(error.strerror)),))


def _validated(
    section: type[S], document: Document, items: tuple[str, ...]
) -> tuple[S | None, list[int], list[Problem]]:
    """``document`` as ``section``, the numbers of the ``items`` kept, and the faults.

    Where only single items of that list are at fault the rest is kept, so that the rules still see it:
    a missing site or record can hide a fault of its own, and cannot make one.
    """
    if document.data is None and document.faults:
        return None, [], []
    numbers = list(range(len(_list_at(document.data, items))))
    try:
        return section.model_validate(document.data), numbers, []
    except ValidationError as error:
        faults = translate(error, section, document)
        paths = [detail["loc"] for detail in error.errors()]
    depth = len(items)
    bad = {path[depth] for path in paths if path[:depth] == items and len(path) > depth}
    elsewhere = any(path[:depth] != items or len(path) == depth for path in paths)
    kept = [number for number in numbers if number not in bad]
    if elsewhere or not kept:
        return None, [], faults
    data = _with_list(document.data, items, [_list_at(document.data, items)[number] for number in kept])
    return section.model_validate(data), kept, faults


def _list_at(data: Any, path: tuple[str, ...]) -> list[Any]:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data if isinstance(data, list) else []


def _with_list(data: Any, path: tuple[str, ...], items: list[Any]) -> Any:
    head, *rest = path
    return {**data, head: _with_list(data[head], tuple(rest), items) if rest else items}
