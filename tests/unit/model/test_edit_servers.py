"""Servers are added, taken out and exchanged in a declaration; every other character stays."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from infra.errors import KominfoError
from infra.model.edit import with_new_machine, with_server, without_server

SERVERS = """\
city: Kota   # tetap
servers:
  # rak 1
  satu: {address: 192.0.2.1, memory: 4G, host_key: "SHA256:a", roles: [manager]}   # lama
  # rak 2
  dua:
    address: 192.0.2.2   # di bawah
    public:
      - 203.0.113.2
      - 203.0.113.3   # kedua
    # zona berikut
dns: {records: []}   # kosong
"""
NEW = {"address": "192.0.2.9", "memory": "4G", "roles": ["manager", "edge"]}


def servers_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text)["servers"]
    return found


def test_a_server_is_added_last_in_the_style_of_the_one_before() -> None:
    text = with_server(SERVERS, "tiga", NEW)
    assert servers_of(text) == {**servers_of(SERVERS), "tiga": NEW}
    assert "  tiga:\n    address: 192.0.2.9\n    memory: 4G\n    roles: [manager, edge]\n" in text
    assert text.replace(text[text.index("  tiga:") : text.index("    # zona")], "") == SERVERS


def test_a_server_is_added_in_one_line_where_the_one_before_is() -> None:
    block = without_server(SERVERS, "dua")
    text = with_server(block, "tiga", NEW)
    assert "   # lama\n  tiga: {address: 192.0.2.9, memory: 4G, roles: [manager, edge]}\n" in text
    flow = "servers: {satu: {address: 192.0.2.1}}  # semua\n"
    assert servers_of(with_server(flow, "tiga", NEW)) == {"satu": {"address": "192.0.2.1"}, "tiga": NEW}
    assert with_server(flow, "tiga", NEW).endswith("}}  # semua\n")


def test_a_file_without_a_last_newline_is_added_to() -> None:
    assert servers_of(with_server("servers:\n  satu:\n    address: 192.0.2.1", "tiga", NEW))["tiga"] == NEW


@pytest.mark.parametrize("name", ["satu", "dua"])
def test_a_server_is_taken_out_and_nothing_else(name: str) -> None:
    text = without_server(SERVERS, name)
    assert servers_of(text) == {key: one for key, one in servers_of(SERVERS).items() if key != name}
    for kept in ("# tetap", "# rak 1", "# rak 2", "# zona berikut", "# kosong"):
        assert kept in text


@pytest.mark.parametrize("name", ["satu", "dua"])
def test_added_and_taken_out_again_leaves_every_character(name: str) -> None:
    assert without_server(with_server(SERVERS, "tiga", NEW), "tiga") == SERVERS
    flow = "servers: {satu: {address: 192.0.2.1}, dua: {address: 192.0.2.2}}\n"
    assert set(servers_of(without_server(flow, name))) == {"satu", "dua"} - {name}


def test_a_new_machine_has_its_own_address_and_no_known_key() -> None:
    text = with_new_machine(SERVERS, "satu", {"address": "192.0.2.7"})
    assert servers_of(text)["satu"] == {"address": "192.0.2.7", "memory": "4G", "roles": ["manager"]}
    text = with_new_machine(SERVERS, "dua", {"address": "192.0.2.7", "host_key": "SHA256:b"})
    assert servers_of(text)["dua"]["host_key"] == "SHA256:b"
    assert "# di bawah" in text
    assert with_new_machine(SERVERS, "dua", {}) == SERVERS


def test_what_is_typed_stays_data() -> None:
    odd = {"address": "a, b: {c}", "memory": "# 4G", "roles": ["x]", "'y"]}
    assert servers_of(with_server(SERVERS, "ti: ga", odd))["ti: ga"] == odd


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(KominfoError, match="empat: there is no such entry"):
        without_server(SERVERS, "empat")
