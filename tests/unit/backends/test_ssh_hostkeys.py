"""Host keys: recorded once, compared for ever."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.backends.ssh import hostkeys
from infra.backends.ssh.hostkeys import HostKey, pin, pinned, unpin
from infra.errors import KominfoError


def key(number: int, algorithm: str = "ssh-ed25519") -> HostKey:
    return HostKey(algorithm, base64.b64encode(bytes([number]) * 32).decode())


ED, RSA, OTHER = key(1), key(2, "ssh-rsa"), key(3)


@pytest.fixture
def known_hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(hostkeys, "scan", lambda address, port: iter([ED, RSA]))
    return tmp_path / "ssh" / "known_hosts"


def test_the_fingerprint_is_the_one_openssh_prints() -> None:
    blob = "AAAAC3NzaC1lZDI1NTE5AAAAILi5F2tLdDFmIboFc6U67kItYUoKj63DjRi30zgcDnIZ"
    assert HostKey("ssh-ed25519", blob).fingerprint == "SHA256:Ti9P3n/BP60ZkXLOkIe9P6w8qwIMdNdBXnC2eSh0CwY"


def test_without_a_declaration_the_first_key_seen_is_recorded(known_hosts: Path) -> None:
    assert pin("192.0.2.1", 22, None, known_hosts) == ED
    assert known_hosts.read_text() == f"192.0.2.1 ssh-ed25519 {ED.blob}\n"
    assert known_hosts.parent.stat().st_mode & 0o777 == 0o700


def test_only_the_declared_key_is_recorded(known_hosts: Path) -> None:
    pin("192.0.2.1", 22, RSA.fingerprint, known_hosts)
    assert pinned("192.0.2.1", 22, known_hosts) == (RSA,)


def test_a_key_that_is_not_the_declared_one_is_refused(known_hosts: Path) -> None:
    with pytest.raises(KominfoError, match="reinstalled, or another machine answers") as refused:
        pin("192.0.2.1", 22, OTHER.fingerprint, known_hosts)
    assert OTHER.fingerprint in str(refused.value)
    assert ED.fingerprint in str(refused.value)
    assert not known_hosts.exists()


def test_a_recorded_key_is_not_replaced_by_another_one_seen(known_hosts: Path) -> None:
    known_hosts.parent.mkdir()
    known_hosts.write_text(f"192.0.2.1 ssh-ed25519 {OTHER.blob}\n")
    with pytest.raises(KominfoError, match="declared or recorded"):
        pin("192.0.2.1", 22, None, known_hosts)
    assert pinned("192.0.2.1", 22, known_hosts) == (OTHER,)


def test_a_declared_key_replaces_the_recorded_one(known_hosts: Path) -> None:
    known_hosts.parent.mkdir()
    known_hosts.write_text(f"192.0.2.1 ssh-ed25519 {OTHER.blob}\n192.0.2.10 ssh-ed25519 {OTHER.blob}\n")
    pin("192.0.2.1", 22, ED.fingerprint, known_hosts)
    assert pinned("192.0.2.1", 22, known_hosts) == (ED,)
    assert pinned("192.0.2.10", 22, known_hosts) == (OTHER,)


def test_ports_are_told_apart(known_hosts: Path) -> None:
    pin("192.0.2.1", 2222, None, known_hosts)
    assert known_hosts.read_text().startswith("[192.0.2.1]:2222 ")
    assert pinned("192.0.2.1", 22, known_hosts) == ()
    unpin("192.0.2.1", 2222, known_hosts)
    assert known_hosts.read_text() == ""


def test_servers_pinned_at_once_are_all_recorded(known_hosts: Path) -> None:
    addresses = [f"192.0.2.{number}" for number in range(1, 41)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda address: pin(address, 22, None, known_hosts), addresses))
    assert sorted(line.split()[0] for line in known_hosts.read_text().splitlines()) == sorted(addresses)
