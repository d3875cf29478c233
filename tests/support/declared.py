"""A city to put sites in."""

from __future__ import annotations

from pathlib import Path

import pytest

DATACENTER = """\
city: Contohkota
domain: contohkota.test
driver: lab
servers:
  satu: {address: 172.30.99.11, memory: 4G, roles: [manager, edge, dns-primary, registry, build, database]}
tls: {contact: infra@contohkota.test}
"""


def declared(folder: Path) -> Path:
    """The folder as an empty, valid city."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "datacenter.yaml").write_text(DATACENTER)
    return folder


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """An empty, valid city."""
    return declared(tmp_path / "stacks" / "kota")
