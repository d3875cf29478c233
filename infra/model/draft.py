"""A city as the rules see it: what could be read so far, and where each thing stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from infra.errors import Problem
from infra.model.city import DATACENTER
from infra.model.datacenter import DataCenter
from infra.model.dns import Record
from infra.model.document import Document
from infra.model.document import Path as InnerPath
from infra.model.opd import Opd, Site
from infra.model.server import Server


class PlacedSite(NamedTuple):
    part: str
    path: InnerPath
    site: Site

    def labels(self) -> Iterator[tuple[InnerPath, str]]:
        """Its label, its aliases and its tenants', each with its path."""
        yield (*self.path, "label"), self.site.label
        for number, alias in enumerate(self.site.aliases):
            yield (*self.path, "aliases", number), alias
        for number, tenant in enumerate(self.site.tenants):
            yield (*self.path, "tenants", number, "label"), tenant.label


class PlacedRecord(NamedTuple):
    path: InnerPath
    record: Record


@dataclass(frozen=True, slots=True)
class Draft:
    """Faulty parts are absent from ``opds`` and ``sites`` but present in ``documents``; both by file stem.

    ``shown`` is how messages name the folder; ``entries`` are the names of everything in it.
    """

    name: str
    folder: Path
    shown: str
    entries: tuple[str, ...]
    documents: Mapping[str, Document]
    opds: Mapping[str, Opd]
    sites: tuple[PlacedSite, ...]

    def problem(
        self, part: str, path: InnerPath, fault: str, reason: str = "", remedy: str = "", *, key: bool = False
    ) -> Problem:
        return self.documents[part].problem(path, fault, reason, remedy, key=key)

    def place(self, part: str, path: InnerPath) -> str:
        return self.documents[part].place(path)

    def about(self, entry: str, fault: str, reason: str = "", remedy: str = "") -> Problem:
        """A problem with a file or folder itself; an empty ``entry`` is the city's folder."""
        return Problem(f"{self.shown}/{entry}".rstrip("/"), "", fault, reason, remedy)


@dataclass(frozen=True, slots=True)
class Whole(Draft):
    """A draft whose data center could be read (but for single faulty records)."""

    datacenter: DataCenter
    records: tuple[PlacedRecord, ...]

    @property
    def domain(self) -> str:
        return self.datacenter.domain

    @property
    def servers(self) -> tuple[Server, ...]:
        return tuple(self.datacenter.servers.values())

    def declares(
        self, path: InnerPath, fault: str, reason: str = "", remedy: str = "", *, key: bool = False
    ) -> Problem:
        """A problem of the data center's own part."""
        return self.problem(DATACENTER, path, fault, reason, remedy, key=key)
