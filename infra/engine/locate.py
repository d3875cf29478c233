"""Where the Pulumi engine comes from: PATH, else the cache, else the official release, else its sources."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import tarfile
import urllib.request
from collections.abc import Callable
from pathlib import Path

from infra.engine import cache as shelf
from infra.engine.build import VERSION, build_engine, built_root
from infra.files import locked, sha256_of
from infra.home import Home

RELEASES = f"https://github.com/pulumi/pulumi/releases/download/v{VERSION}"
CHECKSUMS = f"pulumi-{VERSION}-checksums.txt"
PATIENCE = 8  # seconds: a network that refuses must not be waited for when the sources can be built
Progress = Callable[[str], None]


def ensure_engine(home: Home, progress: Progress) -> Path:
    """Return a root such that ``root/bin/pulumi`` is an engine the SDK can drive; ``KominfoError`` when none.

    ``KOMINFO_ENGINE=build`` passes over PATH and the official release.
    """
    built = built_root(home.cache)
    official = os.environ.get("KOMINFO_ENGINE") != "build"
    at_hand = (_on_path() or _in_cache(home)) if official else None
    if at_hand or shelf.intact(built):
        return at_hand or built
    return (_released(home, progress) if official else None) or build_engine(home.cache, progress)


def _on_path() -> Path | None:
    found = shutil.which("pulumi")
    if not found:
        return None
    binary = Path(found).resolve()
    usable = binary.name == "pulumi" and binary.parent.name == "bin" and new_enough(_release_of(binary))
    return binary.parent.parent if usable else None


def _release_of(binary: Path) -> str:
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        answer = subprocess.run(
            [str(binary), "version"], check=False, capture_output=True, text=True, env=environment, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip()


def new_enough(release: str) -> bool:
    """The SDK refuses an engine older than itself or of another major release."""
    found = re.fullmatch(r"v?(\d+)\.(\d+)\.(\d+)", release)
    if not found:
        return False
    have, want = tuple(map(int, found.groups())), tuple(map(int, VERSION.split(".")))
    return have[0] == want[0] and have >= want


def _release_root(home: Home) -> Path:
    return shelf.shelf(home.cache) / f"{VERSION}-official"


def _in_cache(home: Home) -> Path | None:
    root = _release_root(home)
    return root if shelf.intact(root) else None


def _released(home: Home, progress: Progress) -> Path | None:
    """The official release, checked against the sums published beside it; ``None`` where it cannot be had."""
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    archive = f"pulumi-v{VERSION}-linux-{machine}.tar.gz"
    with locked(shelf.shelf(home.cache) / ".lock"), shelf.workshop(home.cache) as work:
        if root := _in_cache(home):  # another run fetched it meanwhile
            return root
        checksums, file = work / CHECKSUMS, work / archive
        if not _download(f"{RELEASES}/{CHECKSUMS}", checksums):
            return None
        progress(f"fetching the Pulumi engine {VERSION}")
        wanted = published(checksums).get(archive)
        if wanted is None or not _download(f"{RELEASES}/{archive}", file) or sha256_of(file) != wanted:
            progress("the official release is not what its checksums say: the engine will be built instead")
            return None
        return shelf.publish(_unpack(file, work / "engine"), _release_root(home))


def published(checksums: Path) -> dict[str, str]:
    """Archive name → SHA-256, from lines as `sha256sum` writes them."""
    lines = (line.split() for line in checksums.read_text(errors="replace").splitlines())
    return {words[1].lstrip("*"): words[0] for words in lines if len(words) == 2}


def _download(url: str, target: Path) -> bool:
    try:
        # The address is a constant of this module, never a typed value.
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer, target.open("wb") as stream:  # noqa: S310  # https, from our own list
            shutil.copyfileobj(answer, stream)
    except OSError:  # URLError is one
        return False
    return True


def _unpack(archive: Path, root: Path) -> Path:
    unpacked = archive.with_name("unpacked")
    with tarfile.open(archive) as bundle:
        bundle.extractall(unpacked, filter="data")
    root.mkdir()
    (unpacked / "pulumi").rename(root / "bin")
    return root
