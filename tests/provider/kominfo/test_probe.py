"""Which hosts a probe asks: each site's own, and those of its tenants."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from infra.providers.kominfo import probe


def test_tenants_are_asked_too_and_a_state_of_before_knows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def complaints(hosts: Iterable[str], *_: Any) -> list[Any]:
        asked.append(list(hosts))
        return []

    monkeypatch.setattr(probe, "standing_edges", lambda _: [])
    monkeypatch.setattr(probe, "complaints", complaints)
    sites = [
        {"host": "dinkes.kota.test", "tenants": ["satu.kota.test", "dua.kota.test"]},
        {"host": "dlh.kota.test", "tenants": []},
        {"host": "lama.kota.test"},
    ]
    inputs = {"city": "kota", "part": "dinkes", "sites": sites, "nameServers": [], "caFile": ""}
    probe.Probe().create(inputs, lambda _: None)
    assert asked == [
        ["dinkes.kota.test", "satu.kota.test", "dua.kota.test", "dlh.kota.test", "lama.kota.test"]
    ]
