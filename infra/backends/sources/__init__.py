"""A site's source folder: beside its part, or one commit of a Git repository, fetched once and kept."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from infra.errors import KominfoError, Problem
from infra.home import Home, private_directory

SECONDS = 300
PROTOCOLS = "https:ssh"  # the ones a declaration may name; a local path or an `ext::` helper is none of them


def source_folder(city_folder: Path, source: str, git: str, commit: str, protocols: str = PROTOCOLS) -> Path:
    """The folder to build from: ``source`` under the city's folder, or ``commit`` of ``git`` in the cache.

    Raises KominfoError with Git's own words when the commit cannot be fetched.
    """
    if not git:
        return city_folder / source
    name = hashlib.sha256(f"{git}\0{commit}".encode()).hexdigest()[:16]
    kept = Home.find().cache / "sources" / name
    if not kept.is_dir():
        _fetch(git, commit, kept, protocols)
    return kept


def _fetch(git: str, commit: str, target: Path, protocols: str) -> None:
    """Into a folder beside ``target`` first: a fetch that was cut off leaves nothing that looks whole."""
    fresh = Path(tempfile.mkdtemp(prefix=".fetch-", dir=private_directory(target.parent)))
    try:
        _git(git, protocols, "init", "--quiet", str(fresh))
        _git(git, protocols, "-C", str(fresh), "fetch", "--quiet", "--depth=1", "--", git, commit)
        _git(git, protocols, "-C", str(fresh), "checkout", "--quiet", "--detach", commit)
        shutil.rmtree(fresh / ".git")
        fresh.replace(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _git(repository: str, protocols: str, *words: str) -> None:
    environment = {**os.environ, "GIT_ALLOW_PROTOCOL": protocols, "GIT_TERMINAL_PROMPT": "0"}
    done = subprocess.run(
        ["git", *words], env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode:
        raise KominfoError(
            Problem(
                repository,
                "",
                "the site's source cannot be fetched",
                done.stderr.strip().splitlines()[-1]
                if done.stderr.strip()
                else f"git ended {done.returncode}",
                "check the address, the commit, and that this machine may read the repository",
            )
        )
