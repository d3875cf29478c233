"""The folder and its files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from infra.errors import Problem
from infra.model.city import DATACENTER
from infra.model.draft import Draft, Whole
from infra.model.kinds import ID_PATTERN
from infra.model.look import LOOK
from infra.model.refusal import shown

_ID_REMEDY = "Use a-z, 0-9 and `-`, first a letter, last no `-`, at most 32 in all."


def ensure_city_is_named(draft: Draft) -> Iterator[Problem]:
    """The folder's name becomes part of stack, network and container names."""
    if not re.fullmatch(ID_PATTERN, draft.name):
        yield draft.about("", f"{shown(draft.name)} cannot be a city's folder", "", _ID_REMEDY)


def ensure_datacenter_is_declared(draft: Draft) -> Iterator[Problem]:
    if DATACENTER not in draft.documents:
        remedy = f"Write {DATACENTER}.yaml; docs/reference.yaml has every key."
        yield draft.about(
            "", f"there is no {DATACENTER}.yaml", "Servers, domain and zone stand in it.", remedy
        )


def ensure_parts_are_named(draft: Draft) -> Iterator[Problem]:
    """A part is ``<id>.yaml``; anything that nearly is one would silently be left out."""
    for entry in draft.entries:
        stem, suffix = PurePath(entry).stem, PurePath(entry).suffix
        if suffix == ".yaml" and not re.fullmatch(ID_PATTERN, stem):
            yield draft.about(ascii(entry)[1:-1], "its name is not an OPD's id", "", _ID_REMEDY)
        elif suffix.lower() in (".yml", ".yaml", ".json") and suffix != ".yaml":
            yield draft.about(ascii(entry)[1:-1], "it is not a part", "Parts end in `.yaml`.", "Rename it.")


def ensure_opd_matches_its_file(draft: Draft) -> Iterator[Problem]:
    """The id names the Pulumi stack and owns records: two spellings would be two owners."""
    for stem, opd in draft.opds.items():
        if opd.opd == DATACENTER:
            yield draft.problem(stem, ("opd",), f"`{DATACENTER}` is the data center's own name")
        elif opd.opd != stem and re.fullmatch(ID_PATTERN, stem):
            remedy = f"Write `opd: {stem}`, or rename the file to {opd.opd}.yaml."
            yield draft.problem(stem, ("opd",), f"{shown(opd.opd)} is not the name of its file", "", remedy)


def ensure_servers_are_named_once(draft: Draft) -> Iterator[Problem]:
    """A server's name is the key it stands under."""
    document = draft.documents.get(DATACENTER)
    servers = document.data.get("servers") if document and isinstance(document.data, dict) else None
    for name, server in servers.items() if isinstance(servers, dict) else ():
        if isinstance(server, dict) and "name" in server:
            reason = "A server is named by the key it stands under."
            path = ("servers", name, "name")
            yield draft.problem(DATACENTER, path, "unknown key 'name'", reason, "Remove it.", key=True)


def advise_stray_files(whole: Whole) -> Iterator[Problem]:
    for entry in whole.entries:
        known = (
            entry.endswith(".yaml")
            or entry.startswith(".")
            or entry in ("README.md", LOOK, whole.datacenter.tls.ca_file)
        )
        if not known and not (whole.folder / entry).is_dir():
            yield whole.about(
                ascii(entry)[1:-1], "nothing reads this file", "", "Remove it if it is not needed."
            )
