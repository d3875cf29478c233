"""One fact is changed, every other character stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from infra.errors import KominfoError
from infra.model import Pin
from infra.model.edit import record_host_keys, record_pins

PIN = Pin(digest="sha256:" + "a" * 64, by="budi", why="rusak: #1 (segera)")
OTHER = Pin(digest="sha256:" + "b" * 64, by="siti", why="lagi")
BLOCK = """\
opd: dinkes  # tetap
sites:
  # yang utama
  - label: dinkes
    source: dinkes/web   # folder
  - {label: ppid.dinkes, source: dinkes/ppid}
"""


@pytest.mark.parametrize("label", ["dinkes", "ppid.dinkes"])
def test_a_pin_is_added_and_replaced(tmp_path: Path, label: str) -> None:
    file = tmp_path / "dinkes.yaml"
    file.write_text(BLOCK)
    record_pins(file, {label: PIN})
    record_pins(file, {label: OTHER})
    (site,) = [site for site in yaml.safe_load(file.read_text())["sites"] if site["label"] == label]
    assert site.pop("pin") == OTHER.model_dump()
    assert site["source"].startswith("dinkes/")
    for kept in ("# tetap", "# yang utama", "# folder"):
        assert kept in file.read_text()


def test_a_pin_written_as_a_block_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "dinkes.yaml"
    pinned = "    pin:\n      digest: x\n      by: y\n    source: dinkes/web"
    file.write_text(BLOCK.replace("    source: dinkes/web", pinned))
    record_pins(file, {"dinkes": PIN})
    first = yaml.safe_load(file.read_text())["sites"][0]
    assert first == {"label": "dinkes", "pin": PIN.model_dump(), "source": "dinkes/web"}


def test_a_host_key_is_added_and_replaced(tmp_path: Path) -> None:
    file = tmp_path / "datacenter.yaml"
    file.write_text("servers:\n  satu: {address: 192.0.2.1}\n  dua:\n    address: 192.0.2.2  # rak 2\n")
    record_host_keys(file, {"satu": "SHA256:a", "dua": "SHA256:b"})
    record_host_keys(file, {"satu": "SHA256:c"})
    servers = yaml.safe_load(file.read_text())["servers"]
    keys = {name: server["host_key"] for name, server in servers.items()}
    assert keys == {"satu": "SHA256:c", "dua": "SHA256:b"}
    assert "# rak 2" in file.read_text()


def test_what_is_not_there_is_named_and_nothing_written(tmp_path: Path) -> None:
    file = tmp_path / "dinkes.yaml"
    file.write_text(BLOCK)
    with pytest.raises(KominfoError, match=r"sites\.tidak-ada: there is no such entry"):
        record_pins(file, {"tidak-ada": PIN})
    assert file.read_text() == BLOCK
