"""Programs of Debian packages that a test runs by itself, never as a service of the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

POLICY = Path("/usr/sbin/policy-rc.d")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def need_program(program: str, package: str) -> str:
    """The program's path; its package is installed when missing, without starting the package's services."""
    if shutil.which(program, path=PATH) is None:
        if os.geteuid() != 0:
            pytest.skip(f"needs {program} (Debian package {package}), and only root can install it")
        _install(package)
    found = shutil.which(program, path=PATH)
    assert found, f"package {package} has no program {program}"
    return found


def _install(package: str) -> None:
    ours = not POLICY.exists()
    if ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        environment = {"PATH": PATH, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "-qq", "update"],
            ["apt-get", "-qq", "install", "--no-install-recommends", "-y", package],
        ):
            subprocess.run(command, env=environment, check=True, capture_output=True, timeout=600)
    finally:
        if ours:
            POLICY.unlink()
