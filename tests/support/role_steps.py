"""What the tests of the server roles share: run a role, and the variables of a small city of bare servers."""

from __future__ import annotations

import dataclasses
import subprocess
from collections.abc import Mapping
from typing import Any

from infra.backends.ansible import Outcome, RoleCall, run_role
from infra.backends.ssh import Connection, run

OPERATOR = "kominfo"

# A small image out of the server's own Python: there is no registry here.
TOY_IMAGE = """
mkdir -p /tmp/image/www && cd /tmp/image
python=$(readlink -f /usr/bin/python3)
{ echo $python; ldd $python | grep -o '/[^ ]*'; } | while read -r file; do cp -L --parents $file .; done
cp -a --parents /usr/lib/python3* .
ln -s $python python
tar -c . | docker import - toy
"""


def as_operator(server: Connection) -> Connection:
    """The same server, entered as the user that `adopt` made."""
    return dataclasses.replace(server, user=OPERATOR)


def apply(
    server: Connection, role: str, variables: Mapping[str, Any] | None = None, *, check: bool = False
) -> Outcome:
    return run_role(RoleCall(server, role, variables or {}), check=check)


def answer(server: Connection, command: str) -> str:
    """What a shell line, run as root there, printed; it must succeed."""
    argv = ["sh", "-c", command] if server.user == "root" else ["sudo", "sh", "-c", command]
    done = run(server, argv, timeout=300)
    assert done.returncode == 0, f"{command}: {done.stdout.decode()}{done.stderr.decode()}"
    return done.stdout.decode()


def adopt_variables(server: Connection) -> dict[str, Any]:
    done = subprocess.run(
        ["ssh-keygen", "-y", "-f", server.key_file], capture_output=True, check=True, text=True
    )
    return {"adopt_authorized_keys": [done.stdout.strip()]}
