"""Memory: what the sites may take, and what the servers have."""

from __future__ import annotations

from collections.abc import Iterator

from infra.errors import Problem
from infra.model.database import share
from infra.model.draft import Whole
from infra.model.kinds import MEBIBYTE
from infra.model.server import Server

# Kept back on each server: Debian with Docker in the swarm idles at 400 MiB (measured), the edge may take
# 256 MiB, name server, registry and page cache the rest.
BASE_RESERVE = 768 * MEBIBYTE


def _mebibytes(size: int) -> str:
    return f"{size // MEBIBYTE}M"


def _room(server: Server) -> int:
    """Bytes for sites on a server of the swarm."""
    return max(0, server.memory - BASE_RESERVE - share(server))


def _rooms(whole: Whole) -> list[int]:
    """Of every server of the swarm, the largest first."""
    return sorted(map(_room, whole.datacenter.servers_with("manager", "worker")), reverse=True)


def _wishes(whole: Whole) -> int:
    return sum(placed.site.replicas * placed.site.memory for placed in whole.sites)


def _sums(whole: Whole) -> str:
    rooms = ", ".join(_mebibytes(room) for room in _rooms(whole))
    return f"Servers have {rooms} for sites ({_mebibytes(BASE_RESERVE)} of each is kept for the system)."


def ensure_memory_suffices(whole: Whole) -> Iterator[Problem]:
    """All replicas fit the swarm's servers together, and each replica fits one of them."""
    rooms, wishes = _rooms(whole), _wishes(whole)
    remedy = "Lower `memory` or `replicas`, or add a server."
    if wishes > sum(rooms):
        fault = f"the sites ask for {_mebibytes(wishes)} and there is room for {_mebibytes(sum(rooms))}"
        yield whole.declares(("servers",), fault, _sums(whole), remedy)
    for placed in whole.sites:
        if placed.site.memory > max(rooms, default=0):
            path = (*placed.path, "memory")
            fault = f"no server has {_mebibytes(placed.site.memory)} for one replica"
            yield whole.problem(placed.part, path, fault, _sums(whole), remedy)


def advise_room_for_a_lost_server(whole: Whole) -> Iterator[Problem]:
    """N+1: with the largest server lost the others should hold every replica."""
    left, wishes = sum(_rooms(whole)[1:]), _wishes(whole)
    if wishes > left:
        fault = (
            f"with one server lost {_mebibytes(left)} are left, and the sites ask for {_mebibytes(wishes)}"
        )
        yield whole.declares(
            ("servers",), fault, _sums(whole), "Add a server, or lower `memory` or `replicas`."
        )
