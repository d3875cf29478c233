"""Records of an update message as bytes, straight from their text.

dnspython makes objects of each record and looks up every ending of a name to compress it: 60 µs a record,
which for a whole city costs more than its name server needs to sign it. In an update a name is one below
the zone's, which always stands at the same place.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

ZONE = b"\xc0\x0c"
"""Points at the zone's name: the first thing after a message's header (RFC 1035 4.1.4, RFC 2136 2.3)."""


class Entries(dns.rrset.RRset):
    """Entries of one name, type and class. ``values`` in text; none: one entry that says something of all.

    ``name`` is relative to the zone, ``@`` the zone itself.
    """

    __slots__ = ("_count", "_wire")

    def __init__(
        self,
        name: str,
        kind: str,
        rdclass: dns.rdataclass.RdataClass,
        ttl: int = 0,
        values: Iterable[str] = (),
    ) -> None:
        owner, written = _owner(name)
        datatype = dns.rdatatype.from_text(kind)
        super().__init__(owner, rdclass, datatype)
        start = written + struct.pack("!HHI", datatype, rdclass, ttl)
        data = [_data(kind, value) for value in values] or [b""]
        self._count = len(data)
        self._wire = b"".join(start + struct.pack("!H", len(one)) + one for one in data)

    def to_wire(self, file: Any, *_: Any, **__: Any) -> int:  # type: ignore[override]  # RRset's is another than its base's too
        """Write the entries; how many."""
        file.write(self._wire)
        return self._count


@lru_cache(maxsize=4096)  # a name is expected free, then given, then asked for again
def _owner(name: str) -> tuple[dns.name.Name, bytes]:
    owner = dns.name.from_text(name, None)
    return owner, b"".join(bytes((len(label),)) + label for label in owner.labels) + ZONE


@lru_cache(maxsize=4096)  # a city's sites share their targets, and what was sent is asked for again
def _data(kind: str, value: str) -> bytes:
    return bytes(dns.rdata.from_text("IN", kind, value).to_wire() or b"")
