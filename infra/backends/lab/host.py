"""The machine the lab runs on: packages it needs, and a docker daemon when it has none."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from infra.backends.lab.daemon import CITY_LABEL, MACHINE, Daemon, docker_of_host
from infra.backends.lab.progress import Progress
from infra.backends.packages import HOST, install, last_lines, search_path
from infra.errors import KominfoError, Problem
from infra.files import locked, write_whole
from infra.home import Home, private_directory

PACKAGES = {
    "mmdebstrap": "mmdebstrap",
    "ssh": "openssh-client",
    "ssh-keyscan": "openssh-client",
    "iptables": "iptables",
    "dockerd": "docker.io",
}
"""Program → the Debian package that has it. A program that is there, from wherever, is taken as it is."""
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
START_SECONDS = 60
STOP_SECONDS = 60
FOLLOW_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Started:
    """The dockerd we started. ``born`` (clock ticks since boot) tells it from a later process so numbered."""

    pid: int
    born: int
    unit: str = ""


def ensure_host(progress: Progress, daemon: Daemon = MACHINE) -> None:
    """Install what the lab needs, saying so, and start a docker daemon where none answers.

    A daemon that answers is used as it is: never restarted, never configured. Raises KominfoError when this
    user is not root, or when docker can be neither found nor installed nor started.
    """
    with locked(_folder() / ".lock"):
        missing = missing_packages(daemon)
        if missing or not daemon.answers():
            _require_root()
        if missing:
            install(missing, progress, _path())
        if not daemon.answers():
            _start(daemon, progress)


def stop_host(progress: Progress, daemon: Daemon = MACHINE) -> None:
    """Stop the dockerd that ``ensure_host`` started, unless containers run in it. No other is touched."""
    with locked(_folder() / ".lock"):
        started = _started()
        if started is None:
            _record().unlink(missing_ok=True)
            return
        if running := _running(daemon):
            progress(f"docker keeps running: {', '.join(running)} still use it")
            return
        progress("stopping the docker daemon that was started for the lab")
        _stop(started)
        _record().unlink(missing_ok=True)


def missing_packages(daemon: Daemon = MACHINE) -> tuple[str, ...]:
    """Debian packages the lab needs and this machine lacks; docker is not missing where a daemon answers."""
    lacking = {
        package for program, package in PACKAGES.items() if shutil.which(program, path=_path()) is None
    }
    if not KEYRING.exists():
        lacking.add("debian-archive-keyring")
    if daemon.answers():
        lacking -= {"docker.io", "iptables"}
    return tuple(sorted(lacking))


def _start(daemon: Daemon, progress: Progress) -> None:
    """Start dockerd, through systemd where that runs, and wait until it answers."""
    progress("starting the docker daemon")
    if daemon == MACHINE and Path("/run/systemd/system").is_dir():
        _systemctl("start", "docker.service")
        started = Started(pid=0, born=0, unit="docker.service")
    else:
        for stale, program in ((daemon.pid_file, "dockerd"), (daemon.containerd_pid_file, "containerd")):
            _forget_stale(stale, program)
        started = _spawn(daemon)
    write_whole(_record(), json.dumps(asdict(started)).encode())
    deadline = time.monotonic() + START_SECONDS
    while not daemon.answers():
        if time.monotonic() > deadline or (started.pid and _born(started.pid) != started.born):
            raise _no_daemon()
        time.sleep(0.2)


def _spawn(daemon: Daemon) -> Started:
    """A dockerd of its own session, so that Ctrl-C in our terminal does not reach it."""
    command = ["dockerd", "--host", f"unix://{daemon.socket}", "--pidfile", str(daemon.pid_file)]
    if daemon != MACHINE:
        command += ["--data-root", str(daemon.data), "--exec-root", str(daemon.run / "docker")]
        command += ["--bridge", "none", "--iptables=false"]
    with _log().open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "PATH": _path()},
            cwd="/",
        )
    return Started(process.pid, _born(process.pid) or 0)


def _stop(started: Started) -> None:
    if started.unit:
        # Its socket unit would start it again at the first question.
        _systemctl("stop", "docker.socket", started.unit)
        return
    os.kill(started.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while _born(started.pid) == started.born:
        if time.monotonic() > deadline:
            raise KominfoError(
                Problem(
                    HOST,
                    "",
                    f"the docker daemon (process {started.pid}) does not stop",
                    f"{STOP_SECONDS} s after being asked",
                    f"read {_log()}",
                )
            )
        time.sleep(0.1)
    with suppress(ChildProcessError):
        os.waitpid(started.pid, 0)  # our own child would otherwise stay a zombie


def _started() -> Started | None:
    """The daemon we started, if it is still that very process."""
    try:
        started = Started(**json.loads(_record().read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    if started.unit:
        return started
    return started if _born(started.pid) == started.born else None


def _running(daemon: Daemon) -> list[str]:
    if not daemon.answers():
        return []
    with docker_of_host(HOST, daemon) as docker:
        found = docker.containers.list()
    return sorted({container.labels.get(CITY_LABEL, container.name or "") for container in found})


def _forget_stale(pid_file: Path, program: str) -> None:
    """Drop a pid file whose number is a dead or another program's: dockerd would believe it and not start.

    The containerd of a dockerd that was killed follows it a moment later: wait for that.
    """
    deadline = time.monotonic() + FOLLOW_SECONDS
    with suppress(FileNotFoundError, ValueError):
        pid = int(pid_file.read_text())
        while _program(pid) == program and _born(pid) is not None:
            if time.monotonic() > deadline:
                return
            time.sleep(0.1)
        pid_file.unlink()


def _program(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def _born(pid: int) -> int | None:
    """When the process was born, in clock ticks since boot; None once it is gone (proc(5), stat field 22)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else int(fields[19])


def _systemctl(verb: str, *units: str) -> None:
    done = subprocess.run(["systemctl", verb, *units], capture_output=True, text=True, check=False)
    if done.returncode:
        raise KominfoError(
            Problem(
                HOST,
                "",
                f"`systemctl {verb} {' '.join(units)}` failed",
                last_lines(done.stderr),
                "see: journalctl -u docker",
            )
        )


def _require_root() -> None:
    if os.geteuid() != 0:
        raise KominfoError(
            Problem(
                HOST,
                "",
                "the lab needs root here",
                "packages must be installed or the docker daemon started",
                "run it as root, or start docker and let this user write to its socket",
            )
        )


def _no_daemon() -> KominfoError:
    tail = last_lines(_log().read_text(errors="replace") if _log().exists() else "")
    return KominfoError(
        Problem(
            HOST, "", "the docker daemon does not start", tail, f"read {_log()}, or start dockerd by hand"
        )
    )


def _path() -> str:
    return search_path()


def _folder() -> Path:
    return private_directory(Home.find().root / "lab")


def _record() -> Path:
    return _folder() / "dockerd.json"


def _log() -> Path:
    return _folder() / "dockerd.log"
