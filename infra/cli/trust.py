"""`trust`: read the servers' host keys once, show them, and record their fingerprints in the declaration."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from infra.cli import output
from infra.cli.cities import CityName, load
from infra.errors import Problem, UsageError


def register(app: typer.Typer) -> None:
    app.command()(trust)


def trust(
    city: CityName, yes: Annotated[bool, typer.Option("--yes", help="Record without asking.")] = False
) -> None:
    """Read and record each server's host-key fingerprint. Compare it with the console's before you agree."""
    from infra.backends.keys import ensure_ssh_key
    from infra.backends.ssh import scan
    from infra.home import Home
    from infra.model.edit import record_host_keys

    loaded = load(city)
    if loaded.datacenter.driver == "lab":
        raise UsageError(
            Problem("kominfo", "trust", f"{city} is a lab city", "the lab knows the keys of what it makes")
        )
    output.say(
        f"the city's own key, for each server's authorized_keys:\n{ensure_ssh_key(Home.find().city(city))}"
    )
    found = {
        server.name: next(scan(str(server.address), server.port)).fingerprint
        for server in loaded.datacenter.servers.values()
    }
    for name, fingerprint in found.items():
        declared = loaded.datacenter.servers[name].host_key
        note = "as declared" if declared == fingerprint else f"declared: {declared or 'nothing'}"
        output.say(f"{name}\t{fingerprint}\t{note}")
    changed = {name: key for name, key in found.items() if loaded.datacenter.servers[name].host_key != key}
    if not changed:
        output.say("every fingerprint is recorded already")
        return
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(Problem("kominfo", "trust", "nobody is there to agree", "", "say --yes"))
        typer.confirm("Do these match what the servers' consoles show?", abort=True)
    record_host_keys(loaded.folder / "datacenter.yaml", changed)
    output.say(f"recorded in {loaded.folder / 'datacenter.yaml'}")
