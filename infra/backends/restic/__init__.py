"""Encrypted copies in a restic repository: in a folder of this machine, or of a server over sftp."""

from infra.backends.restic.repository import Repository, Saved, Snapshot, in_folder, make_room_on, on_server
from infra.backends.restic.runner import Runner, find_restic

__all__ = [
    "Repository",
    "Runner",
    "Saved",
    "Snapshot",
    "find_restic",
    "in_folder",
    "make_room_on",
    "on_server",
]
