"""Databases of the apps, and how PostgreSQL divides its server's memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from infra.model import DataCenter, Server, Site
from infra.model.database import connections, share
from infra.model.kinds import MEBIBYTE
from infra.model.server import IN_THE_SWARM
from infra.plan import names
from infra.plan.refs import Ref
from infra.plan.role_run import RoleRun


@dataclass(frozen=True, slots=True)
class Database:
    """``name`` is its role's as well; ``connections`` are all that its app may have open."""

    name: str
    server: str
    address: str
    connections: int
    migrate: tuple[str, ...]


def database(site: Site, datacenter: DataCenter) -> Database | None:
    """The database of an app that declares one."""
    if site.database is None:
        return None
    holders = {server.name: server for server in datacenter.servers_with("database")}
    server = holders[site.database.server or next(iter(holders))]
    return Database(
        site.service.replace("-", "_"),
        server.name,
        str(server.address),
        site.database.connections,
        site.database.migrate,
    )


def databases(datacenter: DataCenter) -> Iterator[RoleRun]:
    """PostgreSQL on each server that holds databases."""
    for server in datacenter.servers_with("database"):
        certificate = names.database_certificate(server.name)
        others = [one for one in datacenter.servers_with(*IN_THE_SWARM) if one.name != server.name]
        yield RoleRun(
            server.name,
            "postgres",
            "postgres",
            {
                "postgres_clients": [str(one.address) for one in others],
                "postgres_settings": settings(server),
            },
            {
                "postgres_certificate": Ref("certificate", certificate, "certificate"),
                "postgres_key": Ref("certificate", certificate, "key"),
            },
        )


def settings(server: Server) -> dict[str, str]:
    """How PostgreSQL divides its share of the server; never following from the apps: a change restarts it.

    A quarter of memory for shared buffers is what PostgreSQL's manual begins with; the kernel's page cache
    takes the rest of what is its own.
    """
    own = share(server)
    return {
        "max_connections": str(connections(server)),
        "shared_buffers": _size(own // 3),
        "effective_cache_size": _size(own * 2 // 3),
        "maintenance_work_mem": _size(min(own // 8, 512 * MEBIBYTE)),
        "work_mem": _size(max(own // 128, 2 * MEBIBYTE)),
        "wal_compression": "on",
        "max_wal_size": _size(min(own, 1024 * MEBIBYTE)),
        "random_page_cost": "1.1",
    }


def _size(size: int) -> str:
    return f"{size // MEBIBYTE}MB"
