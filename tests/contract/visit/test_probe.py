"""Probing a site from outside: a real name server, a real certificate, a real edge on loopback."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from infra.backends.dns import Rfc2136Zone, publish
from infra.backends.keys import ensure_authority
from infra.backends.visit import Edge, Patience, complaints, probe
from infra.home import CityHome
from tests.contract.dns.knot import DOMAIN, WRITER, knot, record

ADDRESS = "127.0.77.1"  # port 443 of an address nobody else listens on
HOST = f"dinkes.{DOMAIN}"
QUICK = Patience(tries=6, good=2, pause=0.01)
EDGES = (Edge("siantar-1", (ADDRESS,)),)


@dataclass
class Site:
    """``answers`` are given one after the other, then the last one for ever."""

    ca_file: str
    answers: list[int] = field(default_factory=lambda: [200])

    def next(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture(scope="module")
def name_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with knot(tmp_path_factory.mktemp("knot")) as port, pytest.MonkeyPatch.context() as patch:
        patch.setattr(probe, "DNS_PORT", port)
        zone = Rfc2136Zone(DOMAIN, "127.0.0.1", port, WRITER)
        publish(zone, "dinkes", [record("dinkes", "A", ADDRESS)])
        yield "127.0.0.1"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    authority = ensure_authority(CityHome(tmp_path / "home"))
    issued = authority.issue([HOST])
    (tmp_path / "pair").write_text(issued.key + issued.certificate)
    (tmp_path / "ca").write_text(authority.pem)
    served = Site(str(tmp_path / "ca"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(served.next())
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's own word)
            """Silent."""

    server = ThreadingHTTPServer((ADDRESS, 443), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "pair")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    running.start()
    yield served
    server.shutdown()
    server.server_close()
    running.join()


def asked(name_server: str, ca_file: str, host: str = HOST, edges: tuple[Edge, ...] = EDGES) -> list[str]:
    found = complaints([host], [name_server], edges, ca_file, QUICK)
    return [f"{one.edge}: {one.said}{' (broken)' if one.broken else ''}" for one in found]


def test_a_site_that_answers_passes(name_server: str, site: Site) -> None:
    assert asked(name_server, site.ca_file) == []


def test_a_page_that_is_not_there_is_the_site_s_own_affair(name_server: str, site: Site) -> None:
    site.answers = [404]
    assert asked(name_server, site.ca_file) == []


def test_errors_of_a_rollout_s_first_moment_pass(name_server: str, site: Site) -> None:
    site.answers = [503, 503, 200]
    assert asked(name_server, site.ca_file) == []


def test_an_error_is_told_as_the_site_s(name_server: str, site: Site) -> None:
    site.answers = [200, 502, 200, 502, 200, 502]
    assert asked(name_server, site.ca_file) == ["siantar-1: it answers 502 (broken)"]


def test_a_name_the_city_does_not_know(name_server: str, site: Site) -> None:
    (said,) = asked(name_server, site.ca_file, f"tidak-ada.{DOMAIN}")
    assert said.startswith("siantar-1: the city's name servers do not know it")


def test_a_certificate_of_another_authority(name_server: str, site: Site) -> None:
    (said,) = asked(name_server, "")
    assert said.startswith("siantar-1: its certificate is not accepted")


def test_an_edge_that_is_silent_is_told_and_no_fault_of_the_site(name_server: str, site: Site) -> None:
    (said,) = asked(name_server, site.ca_file, edges=(*EDGES, Edge("siantar-2", ("127.0.77.2",))))
    assert said.startswith("siantar-2: 127.0.77.2 does not answer")
    assert "broken" not in said


def test_an_edge_is_tried_by_all_its_addresses(name_server: str, site: Site) -> None:
    assert asked(name_server, site.ca_file, edges=(Edge("siantar-1", ("127.0.77.2", ADDRESS)),)) == []
