"""Sites that are alike: one entry of ``sites`` with ``for_each``, one site for each of its rows.

The first row is the pilot: it has what is built. The others are ``like`` it, and run what it runs, or what
``release`` of the entry says: a release of it, or `none`, as long as only the pilot is to be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from infra.errors import Problem
from infra.model.document import Document, Path

SITES, EACH, RELEASE, NONE = "sites", "for_each", "release", "none"
OF_THE_PILOT = ("source", "git", "commit", "image", "pin")
"""Keys of an entry that say what is built, or which earlier release of it runs."""
OF_A_ROW = ("label", "name", "aliases", "tenants")
"""Keys that no two sites can have in common."""


def expanded(document: Document) -> Document:
    """``document`` of an OPD with one entry for each site; its places are those of what is written."""
    if not isinstance(document.data, dict) or not isinstance(listed := document.data.get(SITES), list):
        return document
    if not any(isinstance(entry, dict) and EACH in entry for entry in listed):
        return document
    sites: list[Any] = []
    written: dict[Path, tuple[Path, ...]] = {}
    faults: list[Problem] = []
    for number, entry in enumerate(listed):
        if not isinstance(entry, dict) or EACH not in entry:
            written[SITES, len(sites)] = ((SITES, number),)
            sites.append(entry)
        elif found := list(_faults(document, entry, (SITES, number))):
            faults += found
        else:
            for site, paths in _sites(entry, (SITES, number)):
                written[SITES, len(sites), "like"] = ((SITES, number, EACH, 0, "label"),)
                written[SITES, len(sites)] = paths
                sites.append(site)
    data = {**document.data, SITES: sites} if sites else None
    return replace(document, data=data, written=written, faults=(*document.faults, *faults))


def _sites(entry: dict[str, Any], path: Path) -> Iterator[tuple[dict[str, Any], tuple[Path, ...]]]:
    """Each site of an entry, and the paths under which its keys may be written."""
    pilot, *others = entry[EACH]
    shared = {key: value for key, value in entry.items() if key not in (EACH, RELEASE)}
    yield _joined(shared, pilot), ((*path, EACH, 0), path)
    # A pilot without a label is at fault: nothing can be like it.
    if entry.get(RELEASE) == NONE or "label" not in pilot:
        return
    shared = {key: value for key, value in shared.items() if key not in OF_THE_PILOT}
    shared |= {"like": pilot["label"]} | ({RELEASE: entry[RELEASE]} if RELEASE in entry else {})
    for number, row in enumerate(others, start=1):
        yield _joined(shared, row), ((*path, EACH, number), path)


def _joined(common: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """A row's keys stand before the common ones; its variables beside theirs."""
    both = [one["environment"] for one in (common, row) if isinstance(one.get("environment"), dict)]
    variables = {"environment": {**both[0], **both[1]}} if len(both) > 1 else {}
    return {**common, **row, **variables}


def _faults(document: Document, entry: dict[str, Any], path: Path) -> Iterator[Problem]:
    rows, place = entry[EACH], (*path, EACH)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        remedy = "Write `- {label: pkm-satu, name: Puskesmas Satu}`, one a line; the first is the pilot."
        yield document.problem(place, "it is no list of sites", "", remedy)
        return
    for key in OF_A_ROW:
        if key in entry:
            fault, remedy = f"`{key}` stands beside `for_each`", "Write it into the rows: each has its own."
            yield document.problem((*path, key), fault, "", remedy, key=True)
    for number, row in enumerate(rows):
        for key in (*OF_THE_PILOT, "like", RELEASE):
            if key in row:
                reason = "All of them run releases of one and the same app."
                remedy = "Write it beside `for_each`, or give that site an entry of its own."
                at = (*place, number, key)
                yield document.problem(at, f"a row has no `{key}` of its own", reason, remedy, key=True)
