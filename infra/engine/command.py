"""The Automation API's command with our environment alone, whose process can be interrupted."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from pulumi.automation import CommandResult, PulumiCommand
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

from infra.engine.build import VERSION


class Command(PulumiCommand):
    """Runs the command line.

    The version is the SDK's or newer: whoever found the engine checked it once, not each run.
    """

    def __init__(self, root: Path, environment: Mapping[str, str], log: IO[str] | None = None) -> None:
        self.command = str(root / "bin" / "pulumi")
        self.version = VersionInfo.parse(VERSION)
        self.environment = dict(environment)
        self.log = log
        self.interrupted = False
        self._process: subprocess.Popen[str] | None = None

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: Any = None,
        on_error: Any = None,
    ) -> CommandResult:
        """Run the command line to its end; raises the Automation API's ``CommandError`` when it fails."""
        argv = [self.command, "--non-interactive", *args]
        own = {key: text for key, text in additional_env.items() if key == "PULUMI_DEBUG_COMMANDS"}
        with subprocess.Popen(
            argv,
            cwd=cwd,
            env={**self.environment, **own},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            self._process = process
            if self.interrupted:  # it came before there was a process to forward it to
                self.interrupt()
            result = CommandResult(*_drain(process), process.returncode)
            self._process = None
        if self.log:
            self.log.write(f"$ pulumi {' '.join(args)}\n{result.stderr}\n")
            if "--show-secrets" not in args:
                self.log.write(f"{result.stdout}\n")
        if result.code:
            raise create_command_error(result)
        return result

    def interrupt(self) -> None:
        """Ask the engine to start no further step, finish those under way, and save the state."""
        self.interrupted = True
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGINT)


def _drain(process: subprocess.Popen[str]) -> tuple[str, str]:
    said: list[str] = ["", ""]

    def read(at: int, stream: IO[str]) -> None:
        said[at] = stream.read()

    streams = [stream for stream in (process.stdout, process.stderr) if stream]
    readers = [threading.Thread(target=read, args=pair) for pair in enumerate(streams)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    process.wait()
    return said[0], said[1]
