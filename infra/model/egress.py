"""Where a site's containers may open connections to: everything else stays shut."""

from __future__ import annotations

import re
from ipaddress import IPv4Network
from typing import Annotated

from pydantic import AfterValidator, TypeAdapter

from infra.model.kinds import Fqdn
from infra.model.refusal import refuse, shown
from infra.model.runtime import Port
from infra.model.section import Section

# "This network", loopback, link-local, multicast and reserved: nobody to talk to stands there (RFC 6890).
_NOBODY = tuple(map(IPv4Network, ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3")))
_NAME: TypeAdapter[str] = TypeAdapter(Fqdn)
_NUMERIC = re.compile(r"[0-9./]+")


def _destination(value: str) -> str:
    if not _NUMERIC.fullmatch(value):
        return _NAME.validate_python(value)
    try:
        network = IPv4Network(value)
    except ValueError as error:
        remedy = "Write an address (203.0.113.7), a network (203.0.113.0/28) or a host's name."
        refuse(f"{shown(value)} is no place to connect to", f"{error}.", remedy)
    for nobody in _NOBODY:
        if network.overlaps(nobody):
            reason = f"It holds addresses of {nobody}, which belong to no machine outside."
            refuse(f"{shown(value)} is no place to connect to", reason, "Name the machines that are meant.")
    return str(network).removesuffix("/32")


class Egress(Section):
    """TCP connections to ``port`` at ``to``: a host name, an IPv4 address or network."""

    to: Annotated[str, AfterValidator(_destination)]
    port: Port

    @property
    def network(self) -> IPv4Network | None:
        """Its addresses; ``None`` for a name, which the servers look up."""
        return IPv4Network(self.to) if _NUMERIC.fullmatch(self.to) else None
