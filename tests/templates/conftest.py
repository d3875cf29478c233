"""A city to put sites in, and a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

DATACENTER = """\
city: Contohkota
domain: contohkota.test
driver: lab
servers:
  satu: {address: 172.30.99.11, memory: 4G, roles: [manager, edge, dns-primary, registry, build]}
tls: {contact: infra@contohkota.test}
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """An empty, valid city."""
    folder = tmp_path / "stacks" / "kota"
    folder.mkdir(parents=True)
    (folder / "datacenter.yaml").write_text(DATACENTER)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, installed when this machine has none."""
    if not CHROMIUM.exists():
        apt = shutil.which("apt-get")
        assert apt, "Chromium is needed at /usr/bin/chromium"
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([apt, "-q", "update"], env=quiet, check=True)
        subprocess.run(
            [apt, "-q", "install", "-y", "--no-install-recommends", "chromium"], env=quiet, check=True
        )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
