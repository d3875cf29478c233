"""One fact is changed, every other character stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from infra.errors import KominfoError
from infra.model import Pin, Record
from infra.model.edit import record_host_keys, record_line, record_pins, with_records, with_site

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


@pytest.mark.parametrize(
    "text",
    [
        BLOCK,
        "sites:\n- label: a  # tetap\n  source: x\n# akhir\n",
        "sites: [{label: a, source: x}] # tetap\nname: D",
        "sites:\n  - label: a\n    aliases:\n      - b",
    ],
)
def test_one_more_site_is_the_last(text: str) -> None:
    site = {"label": "baru", "source": "d/baru", "database": {"migrate": ["migrate"]}, "aliases": ["lama"]}
    changed = with_site(text, site)
    *before, last = yaml.safe_load(changed)["sites"]
    assert last == site
    assert before == yaml.safe_load(text)["sites"]
    for line in text.splitlines():
        assert line.partition("]")[0] in changed
    assert with_site(changed, {**site, "label": "lagi"}).startswith(changed[: len(text) // 2])


def test_a_file_without_sites_gets_none() -> None:
    with pytest.raises(KominfoError, match="there is no such list"):
        with_site("opd: dinkes\n", {"label": "a"})


def test_a_pin_of_sites_that_are_alike_stands_beside_their_rows(tmp_path: Path) -> None:
    file = tmp_path / "dinkes.yaml"
    file.write_text(
        "sites:\n  - for_each:\n      - {label: satu}\n      - {label: dua}\n    source: dinkes/web\n"
    )
    record_pins(file, {"satu": PIN})
    (entry,) = yaml.safe_load(file.read_text())["sites"]
    assert entry["pin"] == PIN.model_dump()
    with pytest.raises(KominfoError):
        record_pins(file, {"dua": PIN})


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


NEW = (
    Record(name="@", type="TXT", values=('"v=spf1 -all, # tidak"', '"it\'s: {so}"')),
    Record(name="mail", type="A", ttl=300, values=("192.0.2.25",)),
)
ADDED = [
    {"name": "@", "type": "TXT", "values": list(NEW[0].values)},
    {"name": "mail", "type": "A", "ttl": 300, "values": ["192.0.2.25"]},
]
OLD = {"name": "a", "type": "A", "values": ["192.0.2.1"]}
HEAD = "city: Siantar  # kota\n# penutup\n"
LIST = f"{HEAD}dns:\n  records:"


@pytest.mark.parametrize(
    ("text", "before"),
    [
        (HEAD, []),
        (HEAD.rstrip(), []),
        (f"{HEAD}dns: {{}}\ntls: {{}}\n", None),
        (f"{HEAD}dns: {{records: []}}\ntls: {{}}\n", []),
        (f"{HEAD}dns:\n  records: []  # kosong\ntls: {{}}\n", []),
        (LIST + " [{name: a, type: A, values: [192.0.2.1]}, # satu\n  ]\ntls: {}\n", [OLD]),
        (LIST + "\n    - {name: a, type: A, values: [192.0.2.1]} # satu\n    # dua\n\ntls: {}", [OLD]),
        (LIST + "\n  - name: a\n    type: A\n    values:\n      - 192.0.2.1  # satu\n# dua\ntls: {}", [OLD]),
        (LIST + "\n  - {name: a, type: A, values: [192.0.2.1]}", [OLD]),
    ],
    ids=["none", "no-newline", "empty", "flow", "empty-list", "flow-list", "lines", "blocks", "last"],
)  # fmt: skip
def test_records_are_added_after_those_there_are(text: str, before: list[object] | None) -> None:
    changed = with_records(text, NEW)
    was, now = yaml.safe_load(text), yaml.safe_load(changed)
    listed = now.pop("dns")["records"]
    assert sorted(listed, key=str) == sorted([*(before or []), *ADDED], key=str)
    was.pop("dns", None)
    assert now == was
    for kept in ("# kota", "# penutup", *(word for word in ("# satu", "# dua") if word in text)):
        assert kept in changed


def test_without_records_nothing_changes() -> None:
    assert with_records(HEAD, ()) == HEAD


@pytest.mark.parametrize("text", ["{city: Siantar}\n", "city: x\ndns:\n"])
def test_a_part_that_cannot_take_records_is_named(text: str) -> None:
    with pytest.raises(KominfoError, match=r"datacenter\.yaml"):
        with_records(text, NEW)


@given(st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1), min_size=1))
def test_any_printable_value_is_read_back_the_same(values: list[str]) -> None:
    line = record_line(Record(name="a", type="TXT", values=tuple(values)))
    assert "\n" not in line
    assert yaml.safe_load(line)["values"] == values
