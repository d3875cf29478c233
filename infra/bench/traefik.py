"""Traefik, built from its Go module: no other place has it that a machine like this one reaches."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from infra.engine import build
from infra.engine.cache import workshop
from infra.errors import KominfoError, Problem
from infra.files import locked
from infra.home import Home, private_directory

MODULE, VERSION = "github.com/traefik/traefik/v3", "v3.6.12"
SUM = "h1:6pe4s7aaDTQs+AsF7KP3sM/xnq7zOVvibRQe5tw9eFo="
"""Of the module, as go.sum would have it. Its own go.sum pins the rest."""
LEFT_OUT = Path("pkg", "config", "dynamic", "ext")
# A module zip holds no nested module. Upstream's is empty too: it is where other editions add theirs.
EXT = {
    "go.mod": "module github.com/traefik/traefik/dynamic/ext\n\ngo 1.25\n",
    "ext.go": "package ext\n\ntype HTTP struct{}\n\ntype Router struct{}\n",
}


def ensure_traefik(progress: build.Progress) -> Path:
    """The program, built when the cache lacks it: 2500 packages, many minutes."""
    kept = private_directory(Home.find().cache / "bench")
    program = kept / f"traefik-{VERSION}"
    with locked(kept / ".lock"):
        if not program.exists():
            with workshop(Home.find().cache) as work:
                _build(work, work / "traefik", progress)
                shutil.move(work / "traefik", program)
    return program


def _build(work: Path, output: Path, progress: build.Progress) -> None:
    go, environment = str(build.go_program(work, progress)), build.go_environment(work)
    progress(f"building Traefik {VERSION} from source, once: fetching its modules")
    fetch = [go, "mod", "download", "-json", f"{MODULE}@{VERSION}"]
    told = json.loads("\n".join(build.run(fetch, work, environment, "Traefik's module could not be fetched")))
    if told["Sum"] != SUM:
        raise KominfoError(
            Problem(MODULE, VERSION, "is not the module it was", f"{told['Sum']} is not {SUM}")
        )
    source = work / "source"
    shutil.copytree(told["Dir"], source)
    (source / LEFT_OUT).mkdir()
    for name, text in EXT.items():
        (source / LEFT_OUT / name).write_text(text)
    progress(f"building Traefik {VERSION} from source, once: compiling")
    argv = [go, "build", "-trimpath", "-gcflags=all=-dwarf=false", "-ldflags=-s -w"]
    build.run([*argv, "-o", str(output), "./cmd/traefik"], source, environment, "Traefik could not be built")
