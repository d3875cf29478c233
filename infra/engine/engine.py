"""What every use of the Pulumi command line has in common: its environment and the passphrase's way in.

Nothing here imports Pulumi's SDK: reading a stack's outputs must not cost its second of start-up.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.engine.stack import PROJECT, Stack
from infra.errors import KominfoError, Problem
from infra.files import write_whole
from infra.home import Home, private_directory

SETTINGS = {
    "PULUMI_SKIP_UPDATE_CHECK": "true",
    "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    "PULUMI_AUTOMATION_API": "true",
    # We keep the last good states ourselves (backups.py); the engine's copies would grow without end.
    "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true",
    "OTEL_SDK_DISABLED": "true",
}


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything a run needs that is the same for all stacks; see ``open_engine``."""

    home: Home
    root: Path
    passphrase: str = field(repr=False)

    def to_json(self) -> dict[str, str]:
        """What a process of ours needs to have the same; only for its standard input."""
        home = {"home": str(self.home.root), "cache": str(self.home.cache)}
        return {**home, "root": str(self.root), "passphrase": self.passphrase}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Engine:
        return cls(Home(Path(given["home"]), Path(given["cache"])), Path(given["root"]), given["passphrase"])

    def work(self, stack: Stack) -> Path:
        """The stack's work folder, ready for the command line. It is no state: it may be lost."""
        project = private_directory(stack.work(self.home)) / "Pulumi.yaml"
        if not project.exists():
            write_whole(project, f"name: {PROJECT}\nruntime: python\n".encode())
        return project.parent

    def environment(self, stack: Stack, passphrase_file: str, plugin_path: tuple[str, ...]) -> dict[str, str]:
        """The command line's whole environment. The passphrase is named by a file, never carried in it."""
        path = [*plugin_path, str(self.root / "bin"), os.environ.get("PATH", os.defpath)]
        kept = {name: text for name, text in os.environ.items() if not name.startswith("PULUMI_")}
        return {
            **kept,
            **SETTINGS,
            "PATH": os.pathsep.join(path),
            "PULUMI_HOME": str(private_directory(self.home.work / "pulumi")),
            "PULUMI_BACKEND_URL": self.home.city(stack.city).state.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE_FILE": passphrase_file,
        }


@contextmanager
def passphrase_file(passphrase: str) -> Iterator[str]:
    """A path the command line can read ``passphrase`` from; it is memory of this process, never a disk's."""
    descriptor = os.memfd_create("passphrase", os.MFD_CLOEXEC)
    try:
        os.write(descriptor, passphrase.encode())
        yield f"/proc/{os.getpid()}/fd/{descriptor}"
    finally:
        os.close(descriptor)


def ask(engine: Engine, stack: Stack, *words: str) -> str:
    """What ``pulumi <words> --stack <stack>`` prints; ``KominfoError`` when it fails."""
    argv = [str(engine.root / "bin" / "pulumi"), "--non-interactive", *words, "--stack", stack.name]
    with passphrase_file(engine.passphrase) as secret:
        answer = subprocess.run(
            argv,
            check=False,
            cwd=engine.work(stack),
            env=engine.environment(stack, secret, ()),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
    if answer.returncode:
        raise KominfoError(Problem(stack.name, "", f"`pulumi {words[0]}` failed", answer.stderr.strip()))
    return answer.stdout
