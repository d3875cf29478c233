"""Record sets in one canonical form, so that equal ones compare equal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

NAME_TYPES = frozenset({"CNAME", "DNAME", "MX", "NS", "PTR", "SRV"})
"""Their values hold host names, which are the same in capitals."""


class Slot(NamedTuple):
    """Where a record set lives: its name relative to the zone (``@`` is the zone itself) and its type."""

    name: str
    type: str

    def __str__(self) -> str:
        return f"{self.name}/{self.type}"

    @classmethod
    def parse(cls, text: str) -> Slot:
        name, _, kind = text.rpartition("/")
        return cls(name, kind)


@dataclass(frozen=True, slots=True)
class RecordSet:
    """All records of one name and type. ``ttl`` in seconds; ``values`` canonical, sorted."""

    name: str
    type: str
    ttl: int
    values: tuple[str, ...]

    @property
    def slot(self) -> Slot:
        return Slot(self.name, self.type)

    def __str__(self) -> str:
        return f"{self.ttl} {', '.join(self.values)}"


def canonical(domain: str, name: str, kind: str, ttl: int, values: Iterable[str]) -> RecordSet:
    """The record set of values in zone-file form. Raises ValueError with what is wrong, in plain words."""
    origin = dns.name.from_text(domain)
    kind = kind.upper()
    try:
        owner = dns.name.from_text(name, origin)
        datatype = dns.rdatatype.from_text(kind)
        texts = [
            value_text(dns.rdata.from_text("IN", datatype, value, origin, relativize=False))
            for value in values
        ]
    except dns.exception.DNSException as error:
        raise ValueError(f"{name}/{kind}: {error or type(error).__name__}") from None
    if not owner.is_subdomain(origin):
        raise ValueError(f"{name}/{kind}: not a name of {domain}")
    if not texts:
        raise ValueError(f"{name}/{kind}: no values")
    return RecordSet(relative_name(owner, origin), kind, ttl, tuple(sorted(set(texts))))


def relative_name(owner: dns.name.Name, origin: dns.name.Name) -> str:
    """``owner`` as seen from the zone, in small letters."""
    return owner.relativize(origin).to_text().lower()


def value_text(rdata: dns.rdata.Rdata) -> str:
    """A record's value with full names, as a zone file would hold it."""
    text = rdata.to_text()
    return text.lower() if dns.rdatatype.to_text(rdata.rdtype) in NAME_TYPES else text
