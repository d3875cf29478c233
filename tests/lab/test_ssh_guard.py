"""Nobody is locked out: settings of sshd that refuse a fresh login go away by themselves."""

from __future__ import annotations

import pytest

from infra.backends.ssh import Connection
from infra.backends.ssh.command import close
from infra.errors import KominfoError
from tests.conftest import BareServers
from tests.support.role_steps import adopt_variables, answer, apply, as_operator


@pytest.fixture(scope="module")
def server(bare_servers: BareServers) -> Connection:
    (bare,) = bare_servers(1)
    apply(bare, "adopt", adopt_variables(bare))
    operator = as_operator(bare)
    assert apply(operator, "ssh").changed
    return operator


def test_second_run_changes_nothing(server: Connection) -> None:
    assert apply(server, "ssh").changed == ()


def test_root_is_refused(server: Connection) -> None:
    # A shared connection made before would still be open.
    root = Connection(server.address, server.port, "root", server.key_file, server.known_hosts)
    close(root)
    with pytest.raises(KominfoError, match="refuses our key for user root"):
        answer(root, "true")


def test_settings_that_lock_out_come_back(server: Connection) -> None:
    former = answer(server, "cat /etc/ssh/sshd_config")
    with pytest.raises(KominfoError, match="The former settings are back"):
        apply(server, "ssh", {"ssh_allow_users": ["somebody-else"]})
    close(server)
    assert answer(server, "cat /etc/ssh/sshd_config") == former
    assert apply(server, "ssh").changed == ()


def test_settings_sshd_refuses_are_never_written(server: Connection) -> None:
    former = answer(server, "cat /etc/ssh/sshd_config")
    with pytest.raises(KominfoError, match="Have sshd check the new settings"):
        apply(server, "ssh", {"ssh_port": 123456})
    assert answer(server, "cat /etc/ssh/sshd_config") == former


@pytest.mark.parametrize(
    "by_hand",
    [
        "echo 'PermitRootLogin yes' >> /etc/ssh/sshd_config",
        "chmod 666 /etc/ssh/sshd_config",
        "systemctl mask ssh",
        "systemctl disable ssh",
    ],
)
def test_a_change_by_hand_is_seen_and_undone(server: Connection, by_hand: str) -> None:
    answer(server, by_hand)
    assert apply(server, "ssh", check=True).changed
    apply(server, "ssh")
    assert apply(server, "ssh", check=True).changed == ()


def test_sshd_is_still_known_to_run_after_its_unit_was_disabled_and_enabled(server: Connection) -> None:
    """Without the lasting alias systemd took it for dead within a turn or two, on every server tried."""
    turns = "for turn in 1 2 3 4 5; do systemctl disable ssh; systemctl enable ssh; done"
    answer(server, turns)
    assert answer(server, "systemctl is-active ssh").strip() == "active"


def test_a_drop_in_file_loosens_nothing(server: Connection) -> None:
    answer(server, "echo 'PasswordAuthentication yes' > /etc/ssh/sshd_config.d/00-loose.conf")
    try:
        assert "passwordauthentication no" in answer(server, "sshd -T")
    finally:
        answer(server, "rm /etc/ssh/sshd_config.d/00-loose.conf")


SLOW = """#!/bin/sh
[ -e /tmp/slept ] || { touch /tmp/slept; sleep 20; }
exec /usr/bin/sudo.real "$@"
"""


def test_a_server_too_busy_to_begin_at_once_is_waited_for(server: Connection) -> None:
    """Ansible gives sudo 12 s by default; what could not be read would count as changed by hand."""
    put = f"mv /usr/bin/sudo /usr/bin/sudo.real; printf '%s' '{SLOW}' >/usr/bin/sudo; chmod 755 /usr/bin/sudo"
    answer(server, put)
    try:
        assert apply(server, "ssh", check=True).changed == ()
        assert answer(server, "ls /tmp/slept")
    finally:
        answer(server, "mv /usr/bin/sudo.real /usr/bin/sudo; rm -f /tmp/slept")
