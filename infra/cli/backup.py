"""`backup` and `restore`: copies of what a city cannot lose, and the way back from them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import output
from infra.cli.cities import CityName, load
from infra.cli.passphrase import ask_passphrase
from infra.errors import Problem, UsageError

if TYPE_CHECKING:
    from infra.model import City

FAILED = 1
MEBIBYTE = 2**20

Source = Annotated[
    Path | None,
    typer.Option("--from", metavar="FOLDER", help="A folder with copies, instead of the declared places."),
]


def register(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)


def backup(
    city: CityName,
    show: Annotated[bool, typer.Option("--list", help="Only list the copies there are.")] = False,
    read_all: Annotated[
        bool, typer.Option("--read-all", help="Prove every byte that is kept, not a seventh of it.")
    ] = False,
    source: Source = None,
) -> int:
    """Copy state, keys and what servers hold to every declared place; thin out and prove the copies."""
    loaded = load(city)
    if show:
        return _list(loaded, source)
    if source:
        raise UsageError(Problem("kominfo", "--from", "it goes with --list", "", "declare places to copy to"))
    from infra.deploy.backup import backup as run

    ended = run(loaded, output.Steps(), ask_passphrase(), read_all=read_all)
    for one in ended.copied:
        size, added = (f"{bytes_ / MEBIBYTE:.1f} MiB" for bytes_ in (one.saved.size, one.saved.added))
        output.say(f"{one.place}: copy {one.saved.id}, {size}, {added} of it new ({one.seconds:.0f} s)")
    output.problems(ended.faults)
    if ended.copied and ended.faults:
        output.warning("these copies are not whole: no former copy was removed")
    return FAILED if ended.faults else 0


def restore(
    city: CityName,
    snapshot: Annotated[str, typer.Option("--snapshot", metavar="ID", help="Default: the newest.")] = "",
    source: Source = None,
    servers: Annotated[
        bool, typer.Option("--servers", help="Put back what the servers held, once they are built again.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Move a standing state aside.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> int:
    """Bring the state and keys of a lost city back; then, with --servers, what its servers held."""
    loaded = load(city)
    if servers and force:
        raise UsageError(Problem("kominfo", "--force", "it is about the state here, --servers is not"))
    if servers:
        return _restore_servers(loaded, snapshot, source, yes=yes)
    from infra.deploy.restore import restore_control

    kept, aside = restore_control(loaded, output.Steps(), ask_passphrase(), snapshot, source, force=force)
    output.say(f"{city}: the state of {kept.snapshot.time} stands again (copy {kept.snapshot.id})")
    if aside:
        output.say(f"what stood here is in {aside}")
    output.say(
        "servers that are lost too, in this order:\n"
        f"  ./kominfo up {city} datacenter --refresh\n"
        f"  ./kominfo restore {city} --servers\n"
        f"  ./kominfo up {city} --refresh"
    )
    return 0


def _restore_servers(city: City, snapshot: str, source: Path | None, *, yes: bool) -> int:
    if not yes:
        if not sys.stdin.isatty():
            fault = "this replaces the zone's DNSSEC keys"
            raise UsageError(Problem("kominfo", "restore --servers", fault, "", "say --yes"))
        typer.confirm(f"Replace the DNSSEC keys and the images' tags of {city.name} by copies?", abort=True)
    from infra.deploy.restore import restore_servers

    done, faults = restore_servers(city, output.Steps(), ask_passphrase(), snapshot, source)
    for one in done:
        where = f"{one.holding.server}: {one.holding.what}"
        told = "its own is newer and stays" if one.left else f"as of {one.copy.snapshot.time}"
        output.say(f"{where}: {told}")
    output.problems(faults)
    if not faults:
        output.say(f"next: ./kominfo up {city.name} --refresh")
    return FAILED if faults else 0


def _list(city: City, source: Path | None) -> int:
    from infra.deploy.restore import shelf
    from infra.plan.backup import holdings

    wanted = {holding.mark for holding in holdings(city)}
    with shelf(city, output.Steps(), ask_passphrase(), source) as (found, _):
        rows = [
            (
                kept.snapshot.id,
                kept.snapshot.time,
                kept.repository.label,
                f"without {', '.join(missing)}"
                if (missing := sorted(wanted - kept.snapshot.marks))
                else "whole",
            )
            for kept in found.copies
        ]
    output.table(city.name, ("copy", "when (UTC)", "place", "holds"), rows)
    output.problems(found.silent)
    return FAILED if found.silent else 0
