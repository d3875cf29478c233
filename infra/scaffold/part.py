"""What a template needs of the platform, and the text of a new part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from infra.errors import KominfoError, Problem
from infra.model import City, Server
from infra.model.city import did_you_mean
from infra.model.document import Document
from infra.model.faults import translate
from infra.model.function import SHARED, Permission
from infra.model.writing import block

NEEDS = "part.yaml"


def needs(template: Path) -> dict[str, Any]:
    """The keys of a site that a template's ``part.yaml`` says; its database and volume name no server."""
    said: dict[str, Any] = yaml.safe_load((template / NEEDS).read_text(encoding="utf-8"))
    return said


def part_text(opd: str, name: str, site: dict[str, Any]) -> str:
    """``<opd>.yaml`` of one site."""
    return block({"opd": opd, "name": name, "sites": [site]})


def permitted(wanted: dict[str, Any], given: tuple[str, str] | None, place: str) -> dict[str, Any]:
    """``wanted`` with the leave to run it (letter and date), where a national application does the same.

    KominfoError where that is missing, misspelt, or said of an app that needs none.
    """
    function = str(wanted.get("function", ""))
    if given is None:
        if function not in SHARED:
            return wanted
        fault = f"a national shared application covers {function}"
        reason = f"There the nation shares one: {SHARED[function]} (Perpres 95/2018, article 63)."
        remedy = "Give the leave to run this one: --permission LETTER DATE."
        raise KominfoError(Problem(place, "--permission", fault, reason, remedy))
    if function not in SHARED:
        fault = "this template needs no leave"
        raise KominfoError(Problem(place, "--permission", fault, "", "Leave it out."))
    leave = dict(zip(("letter", "date"), given, strict=True))
    try:
        return {**wanted, "permission": Permission.model_validate(leave).model_dump()}
    except ValidationError as error:
        raise KominfoError(translate(error, Permission, Document(place))) from error


def placed(wanted: dict[str, Any], city: City, server: str | None, place: str) -> dict[str, Any]:
    """``wanted`` with the servers its database and its files stand on; KominfoError where there are none.

    Both stand on one server where that can be: an app is down with its database's server in any case, and has
    one machine fewer to wait for. Without ``server`` the one with the fewest of them is taken.
    """
    if server and server not in city.datacenter.servers:
        remedy = did_you_mean(server, list(city.datacenter.servers))
        raise KominfoError(Problem(place, "--server", f"there is no server {server!r}", "", remedy))
    if server and not {"database", "volume"} & wanted.keys():
        fault = "this template keeps nothing on one server"
        raise KominfoError(Problem(place, "--server", fault, "", "Leave it out."))
    found = dict(wanted)
    home = server
    if "database" in wanted:
        holders = city.datacenter.servers_with("database")
        home = _chosen(holders, server, _database_servers(city), "holds databases", "database", place)
        if len(holders) > 1:
            found["database"] = {**_written_long(wanted["database"]), "server": home}
    if "volume" in wanted:
        members = city.datacenter.servers_with("manager", "worker")
        near = home if home in {one.name for one in members} else server
        volumes = _volume_servers(city)
        found["volume"] = {
            **wanted["volume"],
            "server": _chosen(members, near, volumes, "runs sites", "manager", place),
        }
    return found


def _chosen(
    able: Iterable[Server], asked: str | None, taken: Iterable[str], does: str, role: str, place: str
) -> str:
    names = [server.name for server in able]
    if not names:
        remedy = f"Give one server of datacenter.yaml the role `{role}`."
        raise KominfoError(Problem(place, "", f"no server {does}", "This template needs one.", remedy))
    if asked is None:
        load = Counter(taken)
        return min(names, key=lambda name: load[name])
    if asked not in names:
        remedy = f"Name one that does: {', '.join(names)}."
        raise KominfoError(Problem(place, "--server", f"{asked} is no server that {does}", "", remedy))
    return asked


def _database_servers(city: City) -> Iterator[str]:
    for opd in city.opds:
        yield from (site.database.server for site in opd.sites if site.database and site.database.server)


def _volume_servers(city: City) -> Iterator[str]:
    for opd in city.opds:
        yield from (site.volume.server for site in opd.sites if site.volume)


def _written_long(database: Any) -> dict[str, Any]:
    return database if isinstance(database, dict) else {"engine": database}
