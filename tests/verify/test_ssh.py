"""sshd: what it really does, and that its file is the one declared."""

from __future__ import annotations

import subprocess
from typing import Any

from infra.backends.ssh import connection_for, ssh_options
from infra.plan import names

WANTED = {
    "permitrootlogin": "no",
    "passwordauthentication": "no",
    "kbdinteractiveauthentication": "no",
    "permitemptypasswords": "no",
    "allowagentforwarding": "no",
    "x11forwarding": "no",
    "authenticationmethods": "publickey",
}


def test_sshd_is_hardened(server: Any, host: Any) -> None:
    """sshd admits listed users by key alone, and the running settings are the file's."""
    lines = [line.partition(" ") for line in host.check_output("sshd -T").splitlines()]
    found = {key: value for key, _, value in lines}
    assert {key: found.get(key) for key in WANTED} == WANTED
    assert found["port"] == str(server.port)
    assert found["allowusers"] == names.PLATFORM_USER


def test_root_is_refused(server: Any, plan: Any) -> None:
    """root cannot log in, even with the platform's key."""
    connection = connection_for(plan.name, str(server.address), server.port, "root")
    argv = ["ssh", *ssh_options(connection), f"root@{server.address}", "true"]
    refused = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False)
    assert refused.returncode == 255
    assert "Permission denied" in refused.stderr
