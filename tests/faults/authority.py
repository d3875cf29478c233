"""An ACME authority (RFC 8555) that lets nobody order: 429, with a Retry-After, as one does at its limits."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from urllib.parse import urlsplit

from infra.backends.lab import authority
from infra.backends.lab.authority import door
from infra.backends.lab.network import subnet_of
from infra.home import Home
from tests.support.story import Story

LIMITED = {"type": "urn:ietf:params:acme:error:rateLimited", "detail": "too many certificates already issued"}


@dataclass(slots=True)
class Refusing:
    """Where it listens, and how many orders it was asked for."""

    host: str
    port: int
    asked: list[str] = field(default_factory=list)

    @property
    def orders(self) -> int:
        return self.asked.count("/order")


def place(story: Story) -> tuple[str, int]:
    """Host and port of the city's own authority."""
    url = urlsplit(authority(story.city)[0])
    assert url.hostname
    assert url.port
    return url.hostname, url.port


@contextmanager
def refusing(story: Story) -> Iterator[Refusing]:
    """It listens where the city's servers reach this machine, and shows the real one's certificate."""
    host, _ = place(story)
    gateway = str(subnet_of(host).network_address + 1)
    server = ThreadingHTTPServer((gateway, 0), _Handler)
    server.refusing = told = Refusing(gateway, server.server_address[1])  # type: ignore[attr-defined]  # handlers know their server alone
    certificate, key = (
        Path(Home.find().city(story.folder.name).lab / "acme" / host / f"cert.{end}")
        for end in ("pem", "key")
    )
    door(Home.find().city(story.folder.name), IPv4Address(host))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield told
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        base = f"https://{self.headers['Host']}"
        self._answer(200, {f"new{what}": f"{base}/{what.lower()}" for what in ("Nonce", "Account", "Order")})

    def do_HEAD(self) -> None:
        self._answer(200, {})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.refusing.asked.append(self.path)  # type: ignore[attr-defined]  # handlers know their server alone
        self._answer(429, LIMITED)

    def _answer(self, status: int, document: object) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/problem+json" if status >= 400 else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Replay-Nonce", f"n{len(self.server.refusing.asked)}")  # type: ignore[attr-defined]  # handlers know their server alone
        if status == 429:
            self.send_header("Retry-After", "3600")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The test asks what was asked."""
