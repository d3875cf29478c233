"""The power of a lab server: cut, given back, cycled; nothing inside is asked or told."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from infra.backends.lab.daemon import docker_of_host
from infra.backends.lab.machine import machine_name
from infra.backends.ssh import close_all


def cut(city: str, *servers: str) -> None:
    """Off, at once and without a word, side by side."""
    _each(city, servers, "kill")


def give(city: str, *servers: str) -> None:
    """On again; the boot is not waited for."""
    _each(city, servers, "start")
    close_all(city)  # shared connections of before lead nowhere


def _each(city: str, servers: Sequence[str], verb: str) -> None:
    def act(server: str) -> None:
        with docker_of_host(server) as host:
            getattr(host.containers.get(machine_name(city, server)), verb)()

    with ThreadPoolExecutor() as pool:
        list(pool.map(act, servers))
