"""`validate --online` and `dns import --axfr` as they are typed, against real name servers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from infra.backends.dns import outside
from tests.contract.dns.knot import free_port
from tests.contract.dns.world import CITY, DELEGATION, EDGE, NS1, NS2, PARENT, RESOLVER, parent_zone, serving
from tests.unit.cli.test_cli import DONE, FAILED, run

DATACENTER = """\
city: Kota
domain: kota.test
driver: ssh
servers:
  satu:
    {{address: {NS1}, public: [{NS1}], memory: 4G, roles: [manager, dns-primary, registry, build]}}
  dua: {{address: {NS2}, public: [{NS2}], memory: 4G, roles: [worker, dns-secondary]}}
  tiga: {{address: {EDGE}, public: [{EDGE}], memory: 4G, roles: [worker, edge]}}
tls:
  contact: infra@kota.test
  acme: {acme}
"""
SITE = """\
opd: dinkes
name: Dinas Kesehatan
sites:
  - {{label: dinkes, image: "registry.kota.test:5000/sites/dinkes@sha256:{digest}"}}
"""


class Directory(BaseHTTPRequestHandler):
    """An ACME authority, as far as it tells who it is."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"meta": {"caaIdentities": ["ca.example"]}}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def acme() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Directory) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/dir"
        server.shutdown()


@pytest.fixture
def city(tmp_path: Path, acme: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "stacks" / "kota"
    folder.mkdir(parents=True)
    (folder / "datacenter.yaml").write_text(DATACENTER.format(NS1=NS1, NS2=NS2, EDGE=EDGE, acme=acme))
    (folder / "dinkes.yaml").write_text(SITE.format(digest="0" * 64))
    monkeypatch.setenv("KOMINFO_STACKS", str(folder.parent))
    monkeypatch.setenv("KOMINFO_HOME", str(tmp_path / "home"))
    return folder


def test_a_city_is_checked_from_outside(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    monkeypatch.setattr(outside, "Outside", partial(outside.Outside, port=port))
    zones = {"test": parent_zone(DELEGATION), "kota.test": CITY + '@ CAA 0 issue "ca.example"\n'}
    with (
        serving(tmp_path / "parent", PARENT, port, {"test": zones["test"]}),
        serving(tmp_path / "resolver", RESOLVER, port, zones),
        serving(tmp_path / "ns1", NS1, port, {"kota.test": CITY}, signed=True),
        serving(tmp_path / "ns2", NS2, port, {"kota.test": CITY}, primary=NS1),
    ):
        ask = ("validate", "kota", "--online", "--resolver", f"{RESOLVER}:{port}")
        assert run(*ask) == FAILED
        said = capsys.readouterr().err
        faults = [line for line in said.splitlines() if not line.startswith(("    ", "warning:"))]
        assert [line for line in faults if "serials" not in line] == [
            f"test: ns.test ({PARENT}): kota.test DS: the DS is missing"
        ]
        assert "let test add" in said.lower()
    assert run("validate", "kota") == DONE


def test_a_zone_is_imported_from_its_server(
    city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    with serving(tmp_path / "lama", NS1, port, {"kota.test": CITY + "surat A 192.0.2.9\n@ MX 10 surat\n"}):
        assert run("dns", "import", "kota", "--axfr", f"{NS1}:{port}", "--write") == DONE
    text = (city / "datacenter.yaml").read_text()
    assert text.endswith(
        "dns:\n  records:\n"
        "    - {name: '@', type: MX, values: [10 surat.kota.test.]}\n"
        "    - {name: surat, type: A, values: [192.0.2.9]}\n"
    )
    assert "2 record sets added" in capsys.readouterr().out
