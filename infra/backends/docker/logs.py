"""The last words of a task: what its program wrote before it failed."""

from __future__ import annotations

from typing import Any

from infra.backends.docker.daemon import Daemon
from infra.errors import KominfoError

LINES = 8
SECONDS = 10.0
HEADER = (
    8  # Docker Engine API, "Attach to a container": stream, three zeros, length (big-endian), then the frame
)


def last_words(daemon: Daemon, tasks: list[dict[str, Any]]) -> list[str]:
    """The last lines of the newest task, of those that failed if any did; none where they cannot be had."""
    ran = [task for task in tasks if (task["Status"].get("ContainerStatus") or {}).get("ContainerID")]
    failed = [task for task in ran if task["Status"]["State"] in {"failed", "rejected"}]
    if not ran:
        return []
    newest = max(failed or ran, key=lambda task: str(task["CreatedAt"]))
    params = {"stdout": "1", "stderr": "1", "tail": str(LINES)}
    try:
        told = daemon.text(f"/tasks/{newest['ID']}/logs", params, SECONDS)
    except KominfoError:  # the node may be gone: the tasks' errors were told already
        return []
    return [line.rstrip() for frame in frames(told) for line in frame.splitlines() if line.strip()]


def frames(told: bytes) -> list[str]:
    """The texts of a multiplexed stream, in order; a frame that was cut off is passed over."""
    found = []
    while len(told) >= HEADER:
        length = int.from_bytes(told[4:HEADER])
        frame, told = told[HEADER : HEADER + length], told[HEADER + length :]
        if len(frame) == length:
            found.append(frame.decode(errors="replace"))
    return found
