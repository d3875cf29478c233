"""One question to one authoritative name server."""

from __future__ import annotations

import dns.exception
import dns.flags
import dns.message
import dns.query

SECONDS = 3.0
TRIES = 2


def ask(address: str, port: int, name: str, kind: str, *, tcp: bool = False) -> dns.message.Message:
    """Its answer, over UDP (TCP when cut short) or TCP alone. Raises DNSException or OSError."""
    query = dns.message.make_query(name, kind, flags=0, use_edns=0, payload=1232)
    for left in range(TRIES - 1, -1, -1):
        try:
            if tcp:
                return dns.query.tcp(query, address, SECONDS, port)
            return dns.query.udp_with_fallback(query, address, SECONDS, port)[0]
        except dns.exception.Timeout:
            if not left:
                raise
    raise dns.exception.Timeout


def reason(error: Exception) -> str:
    """An error of a lookup in one printable line."""
    if isinstance(error, dns.exception.Timeout):
        return "It did not answer in time."  # dnspython lists every try
    return ascii(str(error) or type(error).__name__)[1:-1][:200]
