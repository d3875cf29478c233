"""What keeps a server from leaving: what it alone holds must stand elsewhere first."""

from __future__ import annotations

from collections.abc import Iterator

from infra.errors import Problem
from infra.model import City, Server
from infra.model.kinds import fqdn
from infra.model.server import Role

_DUTIES: tuple[tuple[Role, str], ...] = (
    ("dns-primary", "the zone is written there"),
    ("registry", "every image is kept there"),
    ("build", "images are built there"),
)
_SHARED: tuple[tuple[Role, str], ...] = (
    ("manager", "the swarm would be gone with it"),
    ("edge", "nobody outside could reach a site"),
)


def holds_alone(city: City, server: Server) -> list[Problem]:
    """Why the server may not leave, each with its remedy; empty when it may."""
    return [*_duties(city, server), *_files(city, server), *_copies(city, server)]


def _duties(city: City, server: Server) -> Iterator[Problem]:
    for role, reason in (*_DUTIES, *_SHARED):
        if [one.name for one in city.datacenter.servers_with(role)] == [server.name]:
            yield _problem(
                city,
                server,
                f"{server.name} alone is `{role}`",
                reason,
                f"give that role to another server, and ./kominfo up {city.name}",
            )


def _files(city: City, server: Server) -> Iterator[Problem]:
    for opd in city.opds:
        for site in opd.sites:
            if site.volume and site.volume.server == server.name:
                yield _problem(
                    city,
                    server,
                    f"the files of {fqdn(site.label, city.datacenter.domain)} stand on {server.name} alone",
                    "they would be lost with it",
                    f"copy them, name another server in its `volume` in {opd.opd}.yaml, "
                    f"and ./kominfo up {city.name} {opd.opd}",
                )


def _copies(city: City, server: Server) -> Iterator[Problem]:
    places = city.datacenter.backup.to if city.datacenter.backup else ()
    if any(place.server == server.name for place in places):
        yield _problem(
            city,
            server,
            f"{server.name} holds backups",
            "`backup` would write to nowhere",
            "name another place in `backup.to`, and make a backup",
        )


def _problem(city: City, server: Server, fault: str, reason: str, remedy: str) -> Problem:
    return Problem(f"{city.name}/datacenter.yaml", f"servers.{server.name}", fault, reason, remedy)
