"""A city to put sites in, and a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.app_image import app_image
from tests.support.browser import browser
from tests.support.queue_site import puskesmas

__all__ = ["app_image", "browser", "city", "puskesmas"]

DATACENTER = """\
city: Contohkota
domain: contohkota.test
driver: lab
servers:
  satu: {address: 172.30.99.11, memory: 4G, roles: [manager, edge, dns-primary, registry, build, database]}
tls: {contact: infra@contohkota.test}
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """An empty, valid city."""
    folder = tmp_path / "stacks" / "kota"
    folder.mkdir(parents=True)
    (folder / "datacenter.yaml").write_text(DATACENTER)
    return folder
