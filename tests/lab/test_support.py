"""Test runs begin clean whatever they find, and take nothing that is another's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.backends import lab
from infra.backends.lab.daemon import docker_of_host
from infra.files import locked
from tests.conftest import LabCity
from tests.support.lab import SWEEPING, claim_subnet, session_mark, sweep


def _stands(city: str) -> bool:
    with docker_of_host(city) as host:
        return bool(host.networks.list(names=[f"kominfo-{city}"]))


def test_what_a_killed_session_left_is_swept_and_the_living_ones_kept(
    lab_host: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim_subnet("test-living")
    try:
        monkeypatch.setenv("KOMINFO_TEST", f"{session_mark()}0")  # our process's number, another birth
        claim_subnet("test-killed")
        assert _stands("test-killed")
        sweep(own=False)
        assert not _stands("test-killed")
        assert _stands("test-living")
    finally:
        lab.remove_all("test-living", print)
        lab.remove_all("test-killed", print)


def test_a_copied_city_has_a_name_and_addresses_of_its_own(lab_city: LabCity, tmp_path: Path) -> None:
    source = tmp_path / "demo"
    source.mkdir()
    (source / "datacenter.yaml").write_text("servers: {siantar-1: {address: 172.30.77.11}}\n")
    (source / "web").mkdir()
    (source / "web" / "page.md").write_text("172.30.77.11 is only a word here\n")
    copy = lab_city("copied", source)
    assert copy.name.startswith("copied-")
    declared = (copy / "datacenter.yaml").read_text()
    assert "172.30.77." not in declared
    assert "172.30.9" in declared
    assert (copy / "web" / "page.md").read_text() == "172.30.77.11 is only a word here\n"
    assert _stands(copy.name)


def test_sessions_sweep_one_after_the_other(lab_host: None) -> None:
    with ThreadPoolExecutor(1) as other:
        with locked(SWEEPING):
            sweeping = other.submit(sweep, own=False)
            with pytest.raises(TimeoutError):
                sweeping.result(timeout=1)
        sweeping.result(timeout=60)
