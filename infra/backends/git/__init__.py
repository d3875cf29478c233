"""What Git is asked on the control host: what is not committed yet, and how two sets of edits become one."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from infra.errors import KominfoError, Problem

SECONDS = 60
_FAILED = 128
"""From here on a status of `git merge-file` is a failure; below it is the number of conflicts."""


def uncommitted(folder: Path) -> tuple[str, ...]:
    """What `git status` names below ``folder``, one line each; nothing where no checkout holds it."""
    # A monitor would be a program of the checkout's own choice.
    here = ["-c", "core.fsmonitor=false", "-C", str(folder)]
    if _git([*here, "rev-parse", "--is-inside-work-tree"]).returncode:
        return ()
    said = _git([*here, "status", "--porcelain", "--untracked-files=all", "--", "."])
    if said.returncode:
        raise _failure(str(folder), said)
    return tuple(said.stdout.decode(errors="replace").splitlines())


def merged(ours: bytes, base: bytes, theirs: bytes, names: tuple[str, str, str]) -> tuple[bytes, int]:
    """``ours`` with what changed from ``base`` to ``theirs``, and how many conflicts are marked in it.

    ``names`` stand beside the marks, in that order. KominfoError where Git itself fails.
    """
    with tempfile.TemporaryDirectory(prefix="kominfo-merge-") as made:
        folder = Path(made)
        files = [folder / name for name in ("ours", "base", "theirs")]
        for file, content in zip(files, (ours, base, theirs), strict=True):
            file.write_bytes(content)
        labels = [word for name in names for word in ("-L", name)]
        said = _git(["-C", made, "merge-file", "-p", *labels, *map(str, files)])
    if said.returncode >= _FAILED or said.returncode < 0:
        raise _failure("git merge-file", said)
    return said.stdout, said.returncode


def _git(words: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *words], capture_output=True, timeout=SECONDS, check=False)
    except FileNotFoundError as missing:
        remedy = "apt-get install git"
        raise KominfoError(Problem("git", "", "there is no Git on this machine", "", remedy)) from missing


def _failure(place: str, said: subprocess.CompletedProcess[bytes]) -> KominfoError:
    words = said.stderr.decode(errors="replace").strip().splitlines()
    return KominfoError(
        Problem(place, "", "Git failed", words[-1] if words else f"it ended {said.returncode}")
    )
