"""A visitor's connection to an edge, in the hand: what the edge says on it, and what it does behind."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.story import Story

GOAWAY = 7  # RFC 9113, 6.8
_HEAD = 9
_GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"  # with empty settings
_COUNT = """
import re, socket
door = socket.socket(socket.AF_UNIX)
door.connect("/var/lib/kominfo/edge/metrics.sock")
door.sendall(b"GET /metrics HTTP/1.0\\r\\n\\r\\n")
told = b"".join(iter(lambda: door.recv(65536), b"")).decode()
print(*(re.search(rf'^haproxy_backend_connection_{word}_total{{proxy="web-dinkes"}} (\\d+)', told, re.M)[1]
        for word in ("attempts", "reuses")))
"""


@contextmanager
def connected(story: Story, protocol: str) -> Iterator[tuple[ssl.SSLSocket, str]]:
    """A connection to the first edge for a site's host, and that host."""
    outputs = story.outputs()
    host = next(site["host"] for site in outputs["sites"] if site["opd"] == "dinkes")
    context = ssl.create_default_context(cafile=outputs["ca_file"])
    context.set_alpn_protocols([protocol])
    address = (outputs["edges"][0]["address"], 443)
    with (
        socket.create_connection(address, timeout=20) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        yield secured, host


@contextmanager
def visitor(story: Story) -> Iterator[http.client.HTTPConnection]:
    """One who keeps the connection."""
    with connected(story, "http/1.1") as (secured, host):
        one = http.client.HTTPConnection(host)
        one.sock = secured
        yield one


def behind_the_edge(story: Story, method: str) -> tuple[int, int]:
    """How many connections to the site were begun, and how many used again, for twenty requests."""
    before = story.on("siantar-1", "python3", "-c", _COUNT).split()
    with visitor(story) as one:
        for _ in range(20):
            one.request(method, "/", body=b"x=1" if method == "POST" else None)
            one.getresponse().read()
    after = story.on("siantar-1", "python3", "-c", _COUNT).split()
    begun, again = (int(now) - int(then) for now, then in zip(after, before, strict=True))
    return begun, again


def frames(secured: ssl.SSLSocket) -> Iterator[int]:
    """Begin HTTP/2; the type of each frame that comes, until the connection ends."""
    secured.sendall(_GREETING)
    with secured.makefile("rb") as stream:
        while head := stream.read(_HEAD):
            stream.read(int.from_bytes(head[:3], "big"))
            yield head[3]
