"""Our block in the hosts file: only what is between our marks is ever ours."""

from __future__ import annotations

import stat
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.backends.lab import hosts_file
from infra.errors import KominfoError

OTHERS = "127.0.0.1 localhost\n\n# a person's own\n10.0.0.5\tprinter # third floor\n"
ENTRIES = {"dinkes.example.test": "172.30.77.11", "example.test": "172.30.77.12"}
BLOCK = (
    "# kominfo demo: begin (written by ./kominfo, gone with `./kominfo demo --down`)\n"
    "172.30.77.11\tdinkes.example.test\n"
    "172.30.77.12\texample.test\n"
    "# kominfo demo: end\n"
)


@pytest.fixture
def hosts(tmp_path: Path) -> Path:
    path = tmp_path / "hosts"
    path.write_text(OTHERS)
    return path


def test_write_appends_a_block_and_remove_takes_it_out(hosts: Path) -> None:
    hosts_file.write("demo", ENTRIES, hosts)
    assert hosts.read_text() == OTHERS + BLOCK
    hosts_file.remove("demo", hosts)
    assert hosts.read_text() == OTHERS


def test_writing_again_replaces_the_block_where_it_stands(hosts: Path) -> None:
    hosts_file.write("demo", {"old.test": "10.0.0.1"}, hosts)
    hosts.write_text(hosts.read_text() + "10.0.0.6 scanner\n")
    hosts_file.write("demo", ENTRIES, hosts)
    assert hosts.read_text() == OTHERS + BLOCK + "10.0.0.6 scanner\n"


def test_cities_do_not_touch_each_other(hosts: Path) -> None:
    hosts_file.write("demo", ENTRIES, hosts)
    hosts_file.write("demo-2", {"other.test": "10.0.0.1"}, hosts)
    hosts_file.remove("demo-2", hosts)
    assert hosts.read_text() == OTHERS + BLOCK


def test_remove_without_a_block_does_not_even_write(hosts: Path) -> None:
    before = hosts.stat()
    hosts_file.remove("demo", hosts)
    assert (hosts.stat().st_ino, hosts.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_mode_is_kept_and_no_other_file_is_left(hosts: Path) -> None:
    hosts.chmod(0o640)
    hosts_file.write("demo", ENTRIES, hosts)
    assert stat.S_IMODE(hosts.stat().st_mode) == 0o640
    assert [path.name for path in hosts.parent.iterdir()] == ["hosts"]


def test_a_file_that_cannot_be_replaced_keeps_its_content(
    hosts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        hosts_file.write("demo", ENTRIES, hosts)
    assert hosts.read_text() == OTHERS
    assert [path.name for path in hosts.parent.iterdir()] == ["hosts"]


def test_a_file_without_a_final_newline_gets_one_before_our_block(hosts: Path) -> None:
    hosts.write_text("127.0.0.1 localhost")
    hosts_file.write("demo", ENTRIES, hosts)
    assert hosts.read_text() == "127.0.0.1 localhost\n" + BLOCK


@pytest.mark.parametrize(
    "damaged",
    [
        "# kominfo demo: begin\n10.0.0.5 printer\n",
        "10.0.0.5 printer\n# kominfo demo: end\n",
        "# kominfo demo: end\n10.0.0.5 printer\n# kominfo demo: begin\n",
        "# kominfo demo: begin\n# kominfo demo: begin\n# kominfo demo: end\n",
    ],
)
def test_a_damaged_block_is_refused_and_nothing_is_lost(hosts: Path, damaged: str) -> None:
    hosts.write_text(damaged)
    write = partial(hosts_file.write, "demo", ENTRIES, hosts)
    for act in (write, partial(hosts_file.remove, "demo", hosts)):
        with pytest.raises(KominfoError) as caught:
            act()
        assert str(caught.value) == (
            f"{hosts}: our block of demo is damaged\n"
            "    why: its first and last line do not stand once each, in order\n"
            "    do: remove the lines from '# kominfo demo: begin' to '# kominfo demo: end' by hand"
        )
    assert hosts.read_text() == damaged


# hypothesis' own strategies are not all typed
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n")), max_size=8))
def test_whatever_else_the_file_holds_comes_back_byte_by_byte(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("hosts") / "hosts"
    content = b"\xff# not UTF-8\r\n" + "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(content)
    hosts_file.write("demo", ENTRIES, path)
    hosts_file.remove("demo", path)
    assert path.read_bytes() == content
