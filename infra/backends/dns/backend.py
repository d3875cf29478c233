"""What every way to a zone offers: all of it at once, and one change that happens whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from infra.backends.dns.records import RecordSet, Slot
from infra.errors import KominfoError

Contents = Mapping[Slot, RecordSet]


class NoSuchZoneError(KominfoError):
    """The name server answers, and does not hold the zone."""


GENERATED = frozenset(
    {"RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY", "CDS", "CDNSKEY", "TSIG", "ZONEMD", "TYPE65534"}
)
"""Made by the name server itself while it signs; nobody's declaration."""

WHOLE_NAME = "ANY"
"""As a slot's type in an expectation of nothing: no record of any type has that name."""


@dataclass(frozen=True, slots=True)
class Key:
    """A TSIG key; ``secret`` in base64."""

    name: str
    algorithm: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Changes:
    """One transaction. ``expect``: what must still be there (``None``: nothing), or nothing is done."""

    put: Contents = field(default_factory=dict)
    delete: frozenset[Slot] = frozenset()
    expect: Mapping[Slot, RecordSet | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.put or self.delete)


class Zone(Protocol):
    """A zone on its primary name server."""

    @property
    def domain(self) -> str:
        """The zone's name, without the final dot."""

    def contents(self) -> Contents:
        """Every record set but ``GENERATED`` ones. Raises KominfoError when the server does not give it."""

    def lookup(self, slots: Collection[Slot]) -> Contents:
        """As ``contents``, of these alone, however much else there is; none of them at a delegated name."""

    def change(self, changes: Changes) -> bool:
        """Do it all, and return True; False, and nothing done, when an expectation does not hold.

        Expectations alone only ask: whether they hold. They compare values, not the time to live.
        As RFC 2136 3.4.2.2 has it, a CNAME beside other data (or the other way round) is left out in silence.
        Raises KominfoError when the server refuses.
        """
