"""`run`: a command of an OPD's own app, beside what serves."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from infra.cli.cities import CityName, load, opd_of
from infra.errors import Problem, UsageError
from infra.model import Opd, Site


def register(app: typer.Typer) -> None:
    app.command(context_settings={"allow_interspersed_args": False})(run)


def run(
    city: CityName,
    opd: Annotated[str, typer.Argument(metavar="OPD", help="An OPD of the city.")],
    words: Annotated[
        list[str], typer.Argument(metavar="WORD...", help="As `migrate` has them, say: adduser siti.")
    ],
    site: Annotated[
        str | None, typer.Option("--site", metavar="LABEL", help="Which of several sites; before CITY.")
    ] = None,
) -> int:
    """Run a command of the app, in one of its containers. What it prints and its exit status are ours.

    Standard input is handed on where it is no terminal.
    """
    loaded = load(city)
    asked = _site(opd_of(loaded, opd), site)
    from infra.backends.ssh import connection_for
    from infra.backends.swarm import Swarm, run_inside

    servers = {
        one.name: connection_for(loaded.name, str(one.address), one.port, name=one.name)
        for one in loaded.datacenter.servers.values()
    }
    managers = [servers[one.name] for one in loaded.datacenter.servers_with("manager")]
    given = b"" if sys.stdin.isatty() else sys.stdin.buffer.read()
    done = run_inside(Swarm(managers), servers, asked.service, words, given)
    for told, where in ((done.stdout, sys.stdout), (done.stderr, sys.stderr)):
        where.flush()
        where.buffer.write(told)  # a copy of a database is no text
        where.buffer.flush()
    return done.returncode


def _site(opd: Opd, label: str | None) -> Site:
    labels = {site.label: site for site in opd.sites}
    if label is None and len(labels) == 1:
        return opd.sites[0]
    if label in labels:
        return labels[label]
    fault = f"{opd.opd} has no site {label!r}" if label else f"{opd.opd} has {len(labels)} sites"
    raise UsageError(Problem("kominfo", "--site", fault, "", f"say --site, one of {', '.join(labels)}"))
