"""The zone: records that no server and no site makes by itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from infra.model.kinds import Many, RecordName
from infra.model.section import Section

# SOA and the signatures are the name server's own; what is absent here nobody has needed.
RecordType = Literal[
    "A",
    "AAAA",
    "CAA",
    "CNAME",
    "DS",
    "HTTPS",
    "MX",
    "NAPTR",
    "NS",
    "PTR",
    "SRV",
    "SSHFP",
    "SVCB",
    "TLSA",
    "TXT",
]
RecordValue = Annotated[str, Field(min_length=1, max_length=4096)]


class Record(Section):
    """One record set.

    ``name`` is relative to the domain or ``@``; ``ttl`` in seconds; ``values`` as a zone file has them.
    """

    name: RecordName
    type: RecordType
    ttl: Annotated[int, Field(ge=30, le=604800)] = 3600
    values: Annotated[Many[RecordValue], Field(min_length=1)]


class Dns(Section):
    records: Many[Record] = ()
