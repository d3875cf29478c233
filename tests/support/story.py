"""A city under test, driven through the door as its users drive it."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.backends.ssh import Completed, connection_for, run
from infra.home import CHECKOUT
from infra.model import City, load_city
from tests.support.canaries import watching

COMMAND_SECONDS = 1500


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended; ``said`` is all it printed, faults included."""

    code: int
    said: str


@dataclass(frozen=True, slots=True)
class Story:
    """A city under test. Commands go through ``./kominfo``; ``on`` acts on a server as an intruder would.

    ``seen``: command lines and environments of all processes while any of those commands ran.
    """

    folder: Path
    seen: set[bytes] = field(default_factory=set, repr=False)

    @property
    def city(self) -> City:
        return load_city(self.folder)

    def kominfo(self, *words: str, given: str = "") -> Ended:
        """``given`` on standard input, which is no terminal."""
        with watching(self.seen):
            done = subprocess.run(
                [str(CHECKOUT / "kominfo"), *words],
                env={**os.environ, "KOMINFO_STACKS": str(self.folder.parent)},
                input=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=COMMAND_SECONDS,
                check=False,
            )
        return Ended(done.returncode, done.stdout)

    def do(self, command: str, *words: str) -> str:
        """Run a command on this city that must succeed; one of a group is two words (`server add`)."""
        ended = self.kominfo(*command.split(), self.folder.name, *words)
        assert ended.code == 0, ended.said[-6000:]
        return ended.said

    def on(self, server: str, *argv: str, stdin: bytes = b"") -> str:
        """Run ``argv`` as root on a server."""
        done: Completed = run(
            connection_for(self.folder.name, str(self.city.server(server).address), name=server),
            ["sudo", *argv],
            stdin,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def sql(self, database: str, statement: str) -> str:
        """What PostgreSQL's superuser is answered, on the demo's server for databases."""
        psql = ("runuser", "-u", "postgres", "--", "psql", "-XAt", "-d", database, "-c", statement)
        return self.on("siantar-3", *psql).strip()

    def outputs(self) -> dict[str, Any]:
        said = subprocess.run(
            [str(CHECKOUT / "kominfo"), "outputs", self.folder.name, "--json"],
            env={**os.environ, "KOMINFO_STACKS": str(self.folder.parent)},
            capture_output=True,
            text=True,
            check=True,
        )
        found: dict[str, Any] = json.loads(said.stdout)
        return found
