"""The embedded default: a whole city's servers, and the world outside them, on this machine's docker."""

from infra.backends.lab.daemon import Daemon
from infra.backends.lab.host import ensure_host, stop_host
from infra.backends.lab.image import (
    ensure_image,
    ensure_server_image,
    ensure_world_image,
    remove_image,
    remove_images,
)
from infra.backends.lab.machine import File, Machine, ensure_machine, host_key, machine_runs, remove_machine
from infra.backends.lab.network import check_server_address, ensure_network, remove_all, status
from infra.backends.lab.world import SHORT_LIVED, World, authority, ensure_world, recursor

__all__ = [
    "SHORT_LIVED",
    "Daemon",
    "File",
    "Machine",
    "World",
    "authority",
    "check_server_address",
    "ensure_host",
    "ensure_image",
    "ensure_machine",
    "ensure_network",
    "ensure_server_image",
    "ensure_world",
    "ensure_world_image",
    "host_key",
    "machine_runs",
    "recursor",
    "remove_all",
    "remove_image",
    "remove_images",
    "remove_machine",
    "status",
    "stop_host",
]
