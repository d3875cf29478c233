"""A visitor's request to one edge, by address, with the city's certificate checked.

``ca_file``: what to trust; empty means the system's CAs.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from dataclasses import dataclass
from typing import Any

SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


def context(ca_file: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file or None)


def handshake(address: Any, host: str, ca_file: str) -> tuple[dict[str, Any], bytes]:
    """The certificate an edge presents for ``host``, checked (chain, dates, name), and its DER bytes."""
    with (
        socket.create_connection((str(address), 443), SECONDS) as plain,
        context(ca_file).wrap_socket(plain, server_hostname=host) as secured,
    ):
        der = secured.getpeercert(binary_form=True)
        return dict(secured.getpeercert() or {}), der or b""


def get(address: Any, host: str, path: str = "/", *, ca_file: str = "", tls: bool = True) -> Answer:
    """GET ``path`` of ``host`` from the edge at ``address``; redirects are not followed."""
    port = 443 if tls else 80
    with socket.create_connection((str(address), port), SECONDS) as plain:
        wire = context(ca_file).wrap_socket(plain, server_hostname=host) if tls else plain
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
        connection.sock = wire
        connection.request("GET", path, headers={"Host": host, "Connection": "close"})
        response = connection.getresponse()
        body = response.read().decode(errors="replace")
        return Answer(response.status, {key.lower(): value for key, value in response.getheaders()}, body)
