"""The identity of a server: its host key, read once, compared with the declared fingerprint, recorded."""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.errors import KominfoError, Problem
from infra.home import private_directory

KINDS = ("ed25519", "ecdsa", "rsa")
"""What ssh-keyscan may ask for, the preferred first."""


@dataclass(frozen=True, slots=True)
class HostKey:
    """One public host key. ``blob`` is its base64 as in known_hosts."""

    algorithm: str
    blob: str

    @property
    def fingerprint(self) -> str:
        """``SHA256:…`` as ssh-keygen prints it."""
        digest = hashlib.sha256(base64.b64decode(self.blob)).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def scan(address: str, port: int = 22) -> Iterator[HostKey]:
    """The host keys a server shows now, the preferred first. Whoever answers is believed: compare.

    One connection a key, so take no more than you need: sshd counts each against our address
    (PerSourcePenalties in sshd_config(5)) and locks us out for a while when they are many.
    """
    found = False
    for kind in KINDS:
        command = ["ssh-keyscan", "-T", "10", "-t", kind, "-p", str(port), "--", address]
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
        lines = done.stdout.decode(errors="replace").splitlines()
        for key in filter(None, map(_key, lines)):
            found = True
            yield key
    if not found:
        raise KominfoError(
            Problem(
                f"{address}:{port}",
                "",
                "shows no ssh host key",
                "nothing answers there, or it is not an ssh server",
                "check that the server runs, and its address and port in datacenter.yaml",
            )
        )


def pin(address: str, port: int, fingerprint: str | None, known_hosts: Path) -> HostKey:
    """Record the server's host key and return it.

    With ``fingerprint`` (``SHA256:…``) one of the keys it shows must have it, and only that one is recorded,
    in place of any other. Without, the first key seen is recorded, and a later different one is refused.
    """
    wanted = {fingerprint} if fingerprint else {key.fingerprint for key in pinned(address, port, known_hosts)}
    shown: list[HostKey] = []
    for key in scan(address, port):
        if not wanted or key.fingerprint in wanted:
            with _locked(known_hosts):
                _rewrite(known_hosts, address, port, key)
            return key
        shown.append(key)
    raise _mismatch(address, port, wanted, shown)


def pinned(address: str, port: int, known_hosts: Path) -> tuple[HostKey, ...]:
    """The keys recorded for a server; empty when there is none."""
    if not known_hosts.exists():
        return ()
    host = _host(address, port)
    lines = known_hosts.read_text().splitlines()
    return tuple(key for line in lines if line.split(" ", 1)[0] == host and (key := _key(line)))


def unpin(address: str, port: int, known_hosts: Path) -> None:
    """Forget a server that is gone."""
    if known_hosts.exists():
        with _locked(known_hosts):
            _rewrite(known_hosts, address, port, None)


def _host(address: str, port: int) -> str:
    return address if port == 22 else f"[{address}]:{port}"


def _key(line: str) -> HostKey | None:
    words = line.split()
    if len(words) < 3 or line.startswith("#"):
        return None
    try:
        base64.b64decode(words[2], validate=True)
    except binascii.Error:
        return None
    return HostKey(words[1], words[2])


def _rewrite(known_hosts: Path, address: str, port: int, key: HostKey | None) -> None:
    host = _host(address, port)
    lines = known_hosts.read_text().splitlines() if known_hosts.exists() else []
    kept = [line for line in lines if line.split(" ", 1)[0] != host]
    if key:
        kept.append(f"{host} {key.algorithm} {key.blob}")
    with tempfile.NamedTemporaryFile("w", dir=known_hosts.parent, delete=False) as fresh:
        fresh.write("".join(f"{line}\n" for line in kept))
    Path(fresh.name).replace(known_hosts)


@contextmanager
def _locked(known_hosts: Path) -> Iterator[None]:
    """Servers are pinned side by side; the folder itself is the lock, so nothing is left behind."""
    folder = os.open(private_directory(known_hosts.parent), os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _mismatch(address: str, port: int, wanted: set[str], shown: list[HostKey]) -> KominfoError:
    return KominfoError(
        Problem(
            f"{address}:{port}",
            "host_key",
            "does not show the host key declared or recorded for it",
            f"wanted {', '.join(sorted(wanted))}; it shows {', '.join(key.fingerprint for key in shown)}: "
            "it was reinstalled, or another machine answers in its place",
            "compare with the server's own console (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub); "
            "if the new one is right, put it in host_key of datacenter.yaml or run: kominfo trust CITY",
        )
    )
