"""Runs restic, and puts what it says into plain words."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.backends.packages import ensure_program
from infra.errors import KominfoError, Problem

ABSENT = "Is there a repository at the following location?"
# What restic says, in small letters → fault and remedy. Exit codes tell less, and only since 0.17.
FAULTS = (
    (
        "wrong password or no key found",
        "the passphrase does not open these copies",
        "use the passphrase of the city they were made of: see the escrow copy",
    ),
    ("no space left on device", "the disk is full", "make room there, then run the same command again"),
    (
        "already locked",
        "another run is working on these copies",
        "wait until it ends; a lock of a dead run goes by itself after half an hour",
    ),
    ("unable to start the sftp session", "cannot be reached over sftp", "check that the server runs"),
    ("permission denied", "this user may not use it", "give it to the user who runs kominfo"),
    (
        "ciphertext verification failed",
        "a file of these copies is damaged",
        "restore from another place; to begin anew here, move the folder away and run backup",
    ),
    (
        "does not match",
        "a file of these copies is damaged",
        "restore from another place; to begin anew here, move the folder away and run backup",
    ),
)


def find_restic(tell: Callable[[str], None]) -> str:
    """The path of restic; it is installed where this user may, else KominfoError says how."""
    return ensure_program("restic", "restic", tell)


@dataclass(frozen=True, slots=True)
class Runner:
    """``program`` is restic's path; ``cache`` can be lost; ``password_file`` is what restic reads it from."""

    program: str
    cache: Path
    password_file: str

    def run(self, argv: list[str], folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run restic in ``folder``. Its failure is the caller's to judge (``problem``)."""
        return subprocess.run(
            [self.program, "--cache-dir", str(self.cache), *argv],
            cwd=folder,
            env={**_environment(), "RESTIC_PASSWORD_FILE": self.password_file},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


def _environment() -> dict[str, str]:
    """The operator's own settings of restic would lead elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("RESTIC_")}


def is_absent(done: subprocess.CompletedProcess[str]) -> bool:
    """True when the answer says that there is no repository yet."""
    return done.returncode != 0 and ABSENT in done.stderr and "permission denied" not in done.stderr


def problem(label: str, doing: str, done: subprocess.CompletedProcess[str]) -> KominfoError:
    """Why ``doing`` (``making the copy``) failed at the place ``label``."""
    said = words(done.stderr) or words(done.stdout) or f"restic ended with {done.returncode}"
    if is_absent(done):
        return KominfoError(
            Problem(label, "", "there are no copies", said, "name the folder that `backup` of the city names")
        )
    spoken = (done.stderr + done.stdout).lower()
    for sign, fault, remedy in FAULTS:
        if sign in spoken:
            return KominfoError(Problem(label, "", fault, said, remedy))
    return KominfoError(Problem(label, "", f"{doing} failed", said, f"look at {label}, then run it again"))


def words(text: str) -> str:
    """The last lines restic said; newer ones speak JSON where they are asked for it."""
    return "; ".join([_plain(line) for line in text.splitlines() if line.strip()][-4:])


def _plain(line: str) -> str:
    try:
        return str(json.loads(line)["message"])
    except (ValueError, KeyError, TypeError):
        return line.strip()
