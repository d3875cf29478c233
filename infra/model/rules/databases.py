"""Databases: each on a server that holds them, each with room."""

from __future__ import annotations

from collections.abc import Iterator

from infra.errors import Problem
from infra.model.city import did_you_mean
from infra.model.database import APP_KEY_FILE, CA_FILE, URL_FILE, connections_for_apps
from infra.model.draft import Draft, Whole


def ensure_database_files_are_ours(draft: Draft) -> Iterator[Problem]:
    for part, path, site in draft.sites:
        for number, name in enumerate(site.secrets):
            if site.database and name in (URL_FILE, CA_FILE, APP_KEY_FILE):
                reason = "`database` puts a file of that name into the container."
                place = (*path, "secrets", number)
                yield draft.problem(part, place, f"'{name}' is the platform's own", reason, "Leave it out.")


def ensure_databases_stand_on_a_server_for_them(whole: Whole) -> Iterator[Problem]:
    holders = [server.name for server in whole.datacenter.servers_with("database")]
    for part, path, site in whole.sites:
        if not site.database:
            continue
        name, place = site.database.server, (*path, "database")
        if not holders:
            remedy = "Give one server of datacenter.yaml the role `database`."
            yield whole.problem(part, place, "no server holds databases", "", remedy)
        elif name is None and len(holders) > 1:
            remedy = f"Write `database: {{server: {holders[0]}}}`, or another of them."
            fault = f"several servers hold databases: {', '.join(holders)}"
            yield whole.problem(part, place, fault, "A database stands on one of them, and stays.", remedy)
        elif name is not None and name not in whole.datacenter.servers:
            remedy = did_you_mean(name, holders)
            yield whole.problem(part, (*place, "server"), f"there is no server '{name}'", "", remedy)
        elif name is not None and name not in holders:
            remedy = f"Name one that does: {', '.join(holders)}."
            yield whole.problem(part, (*place, "server"), f"{name} holds no databases", "", remedy)


def ensure_connections_suffice(whole: Whole) -> Iterator[Problem]:
    """What the apps of one server may open, all together."""
    for server in whole.datacenter.servers_with("database"):
        apps = [site.database for _, _, site in whole.sites if site.database]
        wished = sum(app.connections for app in apps if app.server in (None, server.name))
        most = connections_for_apps(server)
        if wished > most:
            fault = f"its apps may open {wished} connections, and {most} is the most"
            reason = "Each connection is a process there: the most follows from the server's memory."
            remedy = "Lower `connections`, or give another server the role `database`."
            yield whole.declares(("servers", server.name), fault, reason, remedy)
