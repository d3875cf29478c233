"""Looks for secret values wherever they must not be: processes, files, journals, what Docker tells."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from infra.backends.ansible.folder import IN_MEMORY, PREFIX
from infra.engine.outputs import outputs
from infra.engine.run import open_engine
from infra.home import Home
from infra.model import DATACENTER

if TYPE_CHECKING:
    from tests.support.story import Story

PAUSE = 0.2  # seconds between two looks at all processes
# Where a secret is at home: on the servers by name, file by file.
AT_HOME = {"update_secret": {"/etc/knot/knot.conf"}}
# The patterns come in on standard input: as arguments they would be in the process list, and in sudo's log.
SEARCH = """
umask 077
journalctl --quiet --no-pager --output=export > /run/journal.txt
{ docker service ls --quiet | xargs --no-run-if-empty docker service inspect
  docker ps --all --quiet | xargs --no-run-if-empty docker inspect; } > /run/docker.txt 2>/dev/null
find /var/lib/docker/containers -name '*.log' -o -name '*.json' > /run/files.txt
grep --recursive --files-with-matches --fixed-strings --devices=skip --file=/dev/stdin \\
  /etc /home /root /tmp /run /var/log /var/tmp /var/lib/kominfo /var/lib/systemd $(cat /run/files.txt) \\
  2>/dev/null
rm -f /run/journal.txt /run/docker.txt /run/files.txt
"""


@contextmanager
def watching(seen: set[bytes]) -> Iterator[None]:
    """Gather command lines and environments of all processes of this machine, the lab's servers' too."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(PAUSE):
            for folder in Path("/proc").iterdir():
                for told in ("cmdline", "environ") if folder.name.isdigit() else ():
                    with suppress(OSError):  # it ended
                        seen.add((folder / told).read_bytes())

    with ThreadPoolExecutor(1) as beside:
        looking = beside.submit(look)
        try:
            yield
        finally:
            over.set()
            looking.result()  # one that broke has not looked to the end


def generated(city: str) -> dict[str, str]:
    """The passphrase of the state, and what the data center made for itself."""
    home = Home.find()
    made = outputs(open_engine(home, print), city, DATACENTER) or {}
    secrets = {name: str(made[name]) for name in ("update_secret", "registry_password")}
    return {"passphrase": home.passphrase.read_text().strip(), **secrets}


def traces(story: Story, secrets: Mapping[str, str]) -> list[str]:
    """Every place where one of ``secrets`` stands in clear, or in base64, that is not its home."""
    return [
        f"{name}: {place}"
        for name, value in secrets.items()
        for places in (_here(value), _in_processes(value, story.seen), _on_servers(story, name, value))
        for place in places
    ]


def _forms(value: str) -> tuple[bytes, bytes]:
    return value.encode(), base64.b64encode(value.encode())


def _here(value: str) -> list[str]:
    """In files of the control host: state, logs, and folders that a run of Ansible's left behind."""
    home = Home.find()
    written = [file for file in home.root.rglob("*") if file.is_file() and file != home.passphrase]
    assert len(written) > 50, "this looks where the state is"
    left = [
        file
        for memory in IN_MEMORY
        for folder in memory.glob(f"{PREFIX}*-*")
        if not Path("/proc", folder.name.removeprefix(PREFIX).partition("-")[0]).exists()
        for file in folder.rglob("*")
        if file.is_file()
    ]
    return [
        str(file) for file in (*written, *left) if any(form in file.read_bytes() for form in _forms(value))
    ]


def _in_processes(value: str, seen: set[bytes]) -> list[str]:
    assert len(seen) > 100, "processes were looked at"
    return [_program(text) for text in seen if any(form in text for form in _forms(value))]


def _program(text: bytes) -> str:
    return f"process {text.split(bytes(1))[0].decode(errors='replace')[:80]}"


def _on_servers(story: Story, name: str, value: str) -> list[str]:
    patterns = b"\n".join(_forms(value)) + b"\n"
    return [
        f"{server}:{file}"
        for server in story.city.datacenter.servers
        for file in story.on(server, "sh", "-c", SEARCH, stdin=patterns).split()
        if file not in AT_HOME.get(name, ())
    ]
