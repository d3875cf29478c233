"""Options and sockets of a connection, and what is made of ssh's words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from infra.backends.ssh import Connection, connection, connection_for, ssh_options
from infra.backends.ssh.command import unreachable
from infra.errors import KominfoError

CONN = Connection("192.0.2.1", 22, "kominfo", Path("/keys/id"), Path("/keys/known_hosts"), "siantar-1")


def test_host_keys_are_always_checked_and_nothing_is_asked() -> None:
    options = ssh_options(CONN)
    assert {"StrictHostKeyChecking=yes", "BatchMode=yes", "IdentitiesOnly=yes", "UpdateHostKeys=no"} <= set(
        options
    )
    assert "UserKnownHostsFile=/keys/known_hosts" in options


def test_key_and_known_hosts_come_from_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KOMINFO_HOME", str(tmp_path))
    conn = connection_for("kota", "192.0.2.1")
    assert conn.key_file == tmp_path / "cities/kota/ssh/id_ed25519"
    assert conn.known_hosts == tmp_path / "cities/kota/ssh/known_hosts"


def test_the_socket_fits_and_is_not_shared_between_homes() -> None:
    other = Connection("192.0.2.1", 22, "kominfo", Path("/other/id"), Path("/other/known_hosts"))
    path, foreign = connection.control_path(CONN), connection.control_path(other)
    assert path != foreign
    assert len(path.replace("%C", "c" * 40)) + 17 <= 107


@pytest.mark.parametrize("fault", ["open", "link"])
def test_a_socket_folder_that_others_can_enter_is_refused(
    fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "run" / "kominfo"
    folder.parent.mkdir()
    if fault == "open":
        folder.mkdir(mode=0o777)
        folder.chmod(0o777)
    else:
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        folder.symlink_to(tmp_path / "elsewhere")
    monkeypatch.setattr(connection, "Path", lambda path: tmp_path / "run" if "user" in path else Path(path))
    with pytest.raises(KominfoError, match="not a private folder of ours"):
        connection.runtime_directory()


@pytest.mark.parametrize(
    ("said", "fault", "remedy"),
    [
        ("REMOTE HOST IDENTIFICATION HAS CHANGED!", "does not show the host key", "kominfo trust"),
        ("Host key verification failed.", "does not show the host key", "kominfo trust"),
        ("kominfo@192.0.2.1: Permission denied (publickey).", "refuses our key", "authorized_keys"),
        (
            "kex_exchange_identification: read: Connection reset by peer",
            "ends ssh connections",
            "wait a minute",
        ),
        ("ssh: connect to host 192.0.2.1 port 22: No route to host", "cannot be reached", "datacenter.yaml"),
        ("", "cannot be reached", "datacenter.yaml"),
    ],
)
def test_each_failure_is_told_apart(said: str, fault: str, remedy: str) -> None:
    (problem,) = unreachable(CONN, said).problems
    assert problem.place == "siantar-1 (kominfo@192.0.2.1:22)"
    assert fault in problem.fault
    assert remedy in problem.remedy


def test_the_runtime_folder_is_ours_alone() -> None:
    found = connection.runtime_directory().stat()
    assert (found.st_uid, found.st_mode & 0o777) == (os.getuid(), 0o700)
