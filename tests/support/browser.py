"""Debian's Chromium: as it is, or as somebody in a lab city would have it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docker
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.support.packages import need_program

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@contextmanager
def chromium(*flags: str, home: Path | None = None, door: Path | None = None) -> Iterator[Browser]:
    """A browser, installed when this machine has none.

    ``home``: whose trusted authorities it has; ``door``: the program that starts it, if not itself.
    """
    program = door or need_program("chromium", "chromium")
    expect.set_options(timeout=30_000)  # a busy machine
    environment = {**os.environ, **({"HOME": str(home)} if home else {})}
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=program, args=[*FLAGS, *flags], env={**environment}
        )
        yield found
        found.close()


@contextmanager
def citys_browser(domain: str, edge: str, ca_file: Path, home: Path, world: str) -> Iterator[Browser]:
    """One that finds the hosts of ``domain`` at ``edge``, and trusts the city's authority too.

    It is in the network of the container ``world``: in the machine's own it breaks off what it loads whenever
    another lab's network comes or goes (ERR_NETWORK_CHANGED).
    """
    trusted = home / ".pki" / "nssdb"
    trusted.mkdir(parents=True)
    certutil = need_program("certutil", "libnss3-tools")
    database = ("-d", f"sql:{trusted}")
    for words in (("-N", "--empty-password"), ("-A", "-n", "kota", "-t", "C,,", "-i", str(ca_file))):
        subprocess.run([certutil, *database, *words], check=True, capture_output=True)
    process = docker.from_env().containers.get(world).attrs["State"]["Pid"]
    program = need_program("chromium", "chromium")
    door = home / "chromium"
    door.write_text(f'#!/bin/sh\nexec nsenter --net=/proc/{process}/ns/net -- {program} "$@"\n')
    door.chmod(0o700)
    with chromium(f"--host-resolver-rules=MAP *.{domain} {edge}", home=home, door=door) as found:
        yield found
