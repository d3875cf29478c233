"""Debian packages for this machine, installed when something needs them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable

from infra.errors import KominfoError, Problem

HOST = "this machine"


def search_path() -> str:
    """Where programs are looked for: daemons live in sbin, which is not on every user's PATH."""
    return f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin:/sbin"


def install(packages: tuple[str, ...], tell: Callable[[str], None], path: str) -> None:
    """Install ``packages`` with apt-get, saying so. Raises KominfoError with apt's own words.

    ``path`` is the PATH that apt-get and its scripts get.
    """
    words = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise _cannot_install(words, "this is not a Debian machine: it has no apt-get")
    tell(f"installing {words} (Debian packages)")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PATH": path}
    wait = ("-o", "DPkg::Lock::Timeout=300")
    # A broken foreign source must not stop us: only what the install itself says counts.
    update = subprocess.run(
        ["apt-get", *wait, "update"], env=environment, capture_output=True, text=True, check=False
    )
    done = subprocess.run(
        ["apt-get", *wait, "install", "--yes", "--no-install-recommends", *packages],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise _cannot_install(words, last_lines(update.stderr + done.stderr))


def ensure_program(program: str, package: str, tell: Callable[[str], None]) -> str:
    """The program's path; root gets its Debian package installed, anybody else is told how."""
    path = search_path()
    if shutil.which(program, path=path) is None:
        if os.geteuid() != 0:
            raise _cannot_install(package, f"{program} is missing, and only root can install it")
        install((package,), tell, path)
    found = shutil.which(program, path=path)
    if found is None:
        raise _cannot_install(package, f"there is still no program {program}")
    return found


def last_lines(text: str, count: int = 3) -> str:
    """The end of what a program said, on one line."""
    return "; ".join(line.strip() for line in text.splitlines()[-count:] if line.strip())


def _cannot_install(packages: str, reason: str) -> KominfoError:
    return KominfoError(
        Problem(
            HOST, "", f"cannot install {packages}", reason, f"install by hand: apt-get install {packages}"
        )
    )
