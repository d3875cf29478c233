"""Folders compared, sites built and served."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything below ``folder``: contents of files, None for folders."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def with_tools() -> dict[str, str]:
    """The environment an OPD's programmer has, with this environment's Hugo and pytest on PATH."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def build(source: Path, into: Path) -> subprocess.CompletedProcess[str]:
    """Run Hugo on ``source``."""
    argv = ["hugo", "--noBuildLock", "--cacheDir", str(into.parent / "cache"), "--destination", str(into)]
    return subprocess.run(argv, cwd=source, env=with_tools(), capture_output=True, text=True)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address ``folder`` is served at, on loopback."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
