"""The way to a Docker daemon: a socket of this machine, or one of another through a child ``ssh``."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from infra.errors import KominfoError, Problem

REMOTE_SOCKET = "/run/docker.sock"
CONNECT_SECONDS = 30.0
# ssh takes the first value it sees: these come before the program's options. A shared (multiplexed)
# connection would own our forwarding and outlive us.
OWN_OPTIONS = (
    *("-o", "ControlMaster=no"),
    *("-o", "ControlPath=none"),
    *("-o", "ControlPersist=no"),
    *("-o", "ExitOnForwardFailure=yes"),
    *("-o", "StreamLocalBindUnlink=yes"),
    *("-o", "ClearAllForwardings=no"),
)
DEFAULT_OPTIONS = (
    *("-o", "BatchMode=yes"),
    *("-o", "ConnectTimeout=10"),
    *("-o", "ServerAliveInterval=15"),
    *("-o", "ServerAliveCountMax=3"),
)


@dataclass(frozen=True, slots=True)
class UnixSocket:
    """A daemon on this machine."""

    path: str

    def socket(self) -> str:
        return self.path

    def close(self) -> None:
        """Nothing was opened."""

    def __str__(self) -> str:
        return f"unix://{self.path}"


@dataclass(slots=True)
class Tunnel:
    """A daemon on another machine: ``ssh -N -L`` from a socket in a directory only we can read.

    One per process and endpoint. The child is started on first use, again when it died, and ends with us:
    by ``close``, and (``setpriv --pdeathsig``) when we are killed.
    """

    host: str
    user: str | None
    port: int | None
    options: tuple[str, ...]
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _child: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _folder: Path | None = field(default=None, repr=False)

    def __str__(self) -> str:
        name = f"{self.user}@{self.host}" if self.user else self.host
        return f"ssh://{name}" + (f":{self.port}" if self.port else "")

    def socket(self) -> str:
        """The path of a socket that leads to the daemon now."""
        with self._lock:
            if self._child is None or self._child.poll() is not None:
                self._open()
            return str(self._path)

    def close(self) -> None:
        """End the child; a later request would start another."""
        with self._lock:
            if self._child is not None and self._child.poll() is None:
                self._child.terminate()
                self._child.wait()
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder = None

    @property
    def _path(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="kominfo-docker-"))  # made 0700
        return self._folder / "docker.sock"

    def command(self, path: Path) -> list[str]:
        target = [*(("-p", str(self.port)) if self.port else ()), *(("-l", self.user) if self.user else ())]
        return [
            *("setpriv", "--pdeathsig", "TERM", "ssh"),
            *OWN_OPTIONS,
            *self.options,
            *DEFAULT_OPTIONS,
            *target,
            *("-N", "-L", f"{path}:{REMOTE_SOCKET}", "--", self.host),
        ]

    def _open(self) -> None:
        path = self._path
        path.unlink(missing_ok=True)
        messages = (path.parent / "ssh.log").open("w+b")
        with messages:
            self._child = subprocess.Popen(
                self.command(path), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=messages
            )
            deadline = time.monotonic() + CONNECT_SECONDS
            while not _answers(path):
                if self._child.poll() is not None or time.monotonic() > deadline:
                    self._child.kill()
                    self._child.wait()
                    messages.seek(0)
                    raise self._unreachable(messages.read().decode(errors="replace").strip())
                time.sleep(0.02)

    def _unreachable(self, said: str) -> KominfoError:
        return KominfoError(
            Problem(
                place=str(self),
                path="",
                fault="no SSH connection to the Docker daemon",
                reason=said or f"ssh gave no answer within {CONNECT_SECONDS:.0f} s",
                remedy="see that the server runs and that its host key and our key are right",
            )
        )


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True


Endpoint = UnixSocket | Tunnel


def endpoint(host: str, ssh_options: tuple[str, ...] = ()) -> Endpoint:
    """``unix:///path`` or ``ssh://user@host:port`` (the forms the program uses) -> the way there."""
    address = urlsplit(host)
    if address.scheme == "unix" and address.path:
        return UnixSocket(address.path)
    # A host that begins with a dash would be read by ssh as an option.
    if address.scheme == "ssh" and address.hostname and not address.hostname.startswith("-"):
        return Tunnel(address.hostname, address.username, address.port, ssh_options)
    raise KominfoError(
        Problem(
            place="docker provider",
            path="host",
            fault=f"{host!r} is not a daemon this plugin can reach",
            remedy="write ssh://user@address:port or unix:///run/docker.sock",
        )
    )
