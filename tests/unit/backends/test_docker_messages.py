"""A daemon that is quiet: a long step of a build is no failure; silence for good is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer

import pytest

from infra.backends.docker import Daemon, endpoint
from infra.errors import KominfoError


class Builder(BaseHTTPRequestHandler):
    """Begins a build, and goes on when it is let."""

    protocol_version = "HTTP/1.1"
    go_on = threading.Event()

    def do_GET(self) -> None:
        self._begin()
        self._chunk(b'{"ApiVersion": "1.41"}')
        self._chunk(b"")

    def do_POST(self) -> None:
        self._begin()
        self._chunk(b'{"stream": "Step 1/2"}\n')
        self.go_on.wait(10)
        self._chunk(b'{"stream": "Step 2/2"}\n')
        self._chunk(b"")

    def _begin(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _chunk(self, content: bytes) -> None:
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def address_string(self) -> str:
        return "a socket"


class Server(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    Builder.go_on.clear()
    with Server(str(tmp_path / "docker.sock"), Builder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Daemon(endpoint(f"unix://{tmp_path}/docker.sock"))
        Builder.go_on.set()
        server.shutdown()


def test_silence_is_told_with_its_place_and_a_remedy(daemon: Daemon) -> None:
    with pytest.raises(KominfoError) as fault:
        list(daemon.messages("/build", seconds=0.2))
    (problem,) = fault.value.problems
    assert problem.fault == "the Docker daemon does not answer"
    assert "docker.sock" in problem.place
    assert "systemctl status docker" in problem.remedy


def test_a_step_may_be_as_quiet_as_it_is_allowed_to_be(daemon: Daemon) -> None:
    said = daemon.messages("/build", seconds=30)
    assert next(said) == {"stream": "Step 1/2"}
    Builder.go_on.set()
    assert list(said) == [{"stream": "Step 2/2"}]
