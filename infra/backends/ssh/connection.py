"""How to reach a server, and the ssh options every program of ours uses to do it."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from infra.errors import KominfoError, Problem
from infra.home import Home

CONNECT_SECONDS = 10
PERSIST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Connection:
    """A server's ssh door. ``name`` is only for messages; empty means the address."""

    address: str
    port: int
    user: str
    key_file: Path
    known_hosts: Path
    name: str = field(default="", compare=False)

    @property
    def label(self) -> str:
        """The server as a person knows it: ``siantar-1 (kominfo@10.0.0.1:22)``."""
        where = f"{self.user}@{self.address}:{self.port}"
        return f"{self.name} ({where})" if self.name else where


def connection_for(
    city: str, address: str, port: int = 22, user: str = "kominfo", name: str = ""
) -> Connection:
    """The connection to a city's server; key and known hosts are found in the home, never passed around."""
    home = Home.find().city(city)
    return Connection(address, port, user, home.ssh_key, home.known_hosts, name)


def ssh_options(conn: Connection) -> list[str]:
    """Options for ssh, and for Ansible's ``ssh_args``: strict host keys, our key alone, shared connection."""
    return [*plain_options(conn), *_options(
        ControlMaster="auto",
        ControlPath=control_path(conn),
        ControlPersist=f"{PERSIST_SECONDS}s",
    )]  # fmt: skip


def plain_options(conn: Connection) -> list[str]:
    """The same without sharing: for what must own its connection, and end with it (tunnels)."""
    return [
        *("-F", "none", "-p", str(conn.port), "-i", str(conn.key_file)),
        *_options(
            BatchMode="yes",
            StrictHostKeyChecking="yes",
            UserKnownHostsFile=str(conn.known_hosts),
            GlobalKnownHostsFile="/dev/null",
            UpdateHostKeys="no",
            IdentitiesOnly="yes",
            IdentityAgent="none",
            ForwardAgent="no",
            ConnectTimeout=str(CONNECT_SECONDS),
            ServerAliveInterval="5",
            ServerAliveCountMax="3",
            LogLevel="ERROR",
        ),
    ]


def _options(**values: str) -> list[str]:
    return [word for name, value in values.items() for word in ("-o", f"{name}={value}")]


def control_path(conn: Connection) -> str:
    """The shared connection's socket, one per user, address and port (``%C``), whoever dials it.

    The name covers the key and known hosts too: two homes never share one.
    """
    return f"{runtime_directory()}/{control_prefix(conn.key_file, conn.known_hosts)}%C"


def control_prefix(key_file: Path, known_hosts: Path) -> str:
    """How the sockets of all connections of one city begin."""
    home = hashlib.sha256(f"{key_file}\0{known_hosts}".encode()).hexdigest()[:8]
    return f"c-{home}-"


def runtime_directory() -> Path:
    """A short private folder for sockets: a socket's path may have 107 bytes, and ssh adds 17 to bind it."""
    user = os.getuid()
    logind = Path(f"/run/user/{user}")
    folder = logind / "kominfo" if os.access(logind, os.W_OK) else Path(f"/tmp/kominfo-{user}")  # noqa: S108 - checked below
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != user or stat.S_IMODE(found.st_mode) & 0o077:
        raise KominfoError(
            Problem(
                str(folder),
                "",
                "this folder for ssh sockets is not a private folder of ours",
                "another user of this machine could listen in",
                f"remove it: rm -rf {folder}",
            )
        )
    return folder
