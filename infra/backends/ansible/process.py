"""The ansible-playbook process: its events as they come, its end when it must end.

ansible-runner prepares the command and decodes the events. Its own two ways to run a process are not used:
one tells nothing before the end, the other forks Python code in a program full of threads (gRPC) and can lose
the exit code (ansible-runner issue 1343).
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.backends.ansible.call import RoleCall
from infra.backends.ansible.folder import environment

GRACE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Ended:
    """``late`` is empty, or says which time limit ended the run."""

    returncode: int
    stderr: str
    late: str


def play(call: RoleCall, folder: Path, check: bool, on_event: Callable[[Mapping[str, Any]], bool]) -> Ended:
    """Run the prepared play; ``on_event`` gets each event of ansible-runner. Nothing outlives this call."""
    # Slow to import, and a plugin starts for every run of the engine.
    from ansible_runner import Runner, RunnerConfig
    from ansible_runner.utils import OutputEventFilter

    config = RunnerConfig(
        str(folder),
        playbook="play.yml",
        inventory=str(folder / "hosts.json"),
        envvars=environment(call, folder),
        cmdline="--check --diff" if check else None,
        forks=1,
        quiet=True,
    )
    config.prepare()
    config.env = {
        name: value
        for name, value in config.env.items()
        if name in environment(call, folder) or name.startswith(("ANSIBLE_", "AWX_"))
    }
    (Path(config.artifact_dir) / "job_events").mkdir(parents=True, exist_ok=True)
    runner = Runner(config, event_handler=on_event)
    decoder = OutputEventFilter(None, runner.event_callback, suppress_ansible_output=True)
    errors = folder / "stderr"
    with errors.open("wb") as stderr:
        process = subprocess.Popen(
            [*_dies_with_us(), *config.command],
            cwd=config.cwd,
            env=config.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
        )
        late = "interrupted"
        try:
            late = _follow(process, call, decoder.write)
        finally:
            _end(process, at_once=bool(late))
    return Ended(process.returncode, errors.read_text(errors="replace"), late)


def _dies_with_us() -> list[str]:
    """A killed plugin takes its run along: nobody would be left to hear how it went."""
    return ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []


def _follow(process: subprocess.Popen[bytes], call: RoleCall, write: Callable[[str], None]) -> str:
    assert process.stdout is not None  # noqa: S101 - asked for with PIPE
    output = process.stdout.fileno()
    end = time.monotonic() + call.timeout
    while True:
        wait = min(call.silence, end - time.monotonic())
        if wait <= 0:
            return f"did not end within {call.timeout:g} s"
        if not select.select([output], [], [], wait)[0]:
            return (
                f"said nothing for {wait:g} s"
                if wait == call.silence
                else f"did not end within {call.timeout:g} s"
            )
        chunk = os.read(output, 1 << 16)
        if not chunk:
            return ""
        # The events are plain ASCII; only their display text, which nobody reads, may be cut inside a letter.
        write(chunk.decode(errors="replace"))


def _end(process: subprocess.Popen[bytes], at_once: bool) -> None:
    """Reap the process; its whole group is told to end when it must not finish by itself."""
    if at_once:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdout:
        process.stdout.close()
