"""`preview`, `up`, `drift`, `destroy`, `status`, `history`: the daily loop."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import output, warming
from infra.cli.cities import CityName, PartNames, chosen, load
from infra.cli.passphrase import ask_passphrase, ensure_passphrase
from infra.deploy import approval
from infra.errors import Problem, UsageError
from infra.model import DATACENTER

if TYPE_CHECKING:
    from infra.deploy import PartResult, Session
    from infra.engine.history import Entry
    from infra.model import City

FAILED = 1
DIFFERENT = 2
NAMED = 4  # steps of a run that `history` names; of more it tells how many

Refresh = Annotated[bool, typer.Option("--refresh", help="Read the world first.")]


def register(app: typer.Typer) -> None:
    for command in (preview, up, drift, destroy, status, history):
        app.command()(command)


def opened(city: City, steps: output.Steps, *, world: bool = False) -> Session:
    from infra import deploy

    ensure_passphrase()
    return deploy.open_session(city, steps, ask_passphrase(), world=world, starter=warming.taken())


def preview(
    city: CityName,
    parts: PartNames = None,
    refresh: Refresh = False,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="Write the plan, for up --plan.")
    ] = None,
) -> int:
    """Show what `up` would do. Exit 0: nothing differs, 2: something does, 1: failed."""
    loaded = load(city)
    wanted = chosen(loaded, parts)
    from infra import deploy
    from infra.cli.narrator import Narrator, report

    steps = output.Steps()
    session = opened(loaded, steps)
    results = deploy.preview(session, wanted, Narrator(steps, doing=False), refresh=refresh)
    report(results, done=False)
    if save and not _failed(results, wanted):
        previews = {one.part: (one.inputs, one.result.resources) for one in results if one.result}
        digest = approval.save(approval.approval_of(loaded.name, previews), save)
        output.say(f"plan {digest[:12]} written. To apply it: ./kominfo up {city} --plan {save}")
    return _status(results, left_behind(loaded, parts))


def up(
    city: CityName,
    parts: PartNames = None,
    refresh: Refresh = False,
    allow: Annotated[
        list[str] | None,
        typer.Option("--allow", metavar="NAME", help="May be deleted or replaced; `deletes`: many at once."),
    ] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", metavar="FILE", help="Do what this plan says, or nothing.")
    ] = None,
) -> int:
    """Make the declaration real. What stands is deleted or replaced only where you say so."""
    loaded = load(city)
    agreed = approval.read(plan, loaded.name) if plan else None
    if agreed and (parts or allow):
        raise UsageError(
            Problem("kominfo", "--plan", "the plan says which parts, and what may go", "", "name no more")
        )
    wanted = chosen(loaded, list(agreed.parts) if agreed else parts)
    from infra import deploy
    from infra.cli.narrator import Narrator, report

    steps = output.Steps()
    session = opened(loaded, steps, world=True)
    narrator = Narrator(steps, doing=True)
    results = deploy.up(session, wanted, narrator, refresh=refresh, allowed=allow or (), approval=agreed)
    report(results, done=True)
    left_behind(loaded, parts)
    return FAILED if _failed(results, wanted) else 0


def drift(city: CityName, parts: PartNames = None) -> int:
    """Read the world and name what differs from the declaration. Exit 0: nothing, 2: something, 1: failed."""
    loaded = load(city)
    wanted = chosen(loaded, parts)
    from infra import deploy
    from infra.cli.narrator import Narrator, report

    steps = output.Steps()
    session = opened(loaded, steps, world=True)
    results = deploy.drift(session, wanted, Narrator(steps, doing=False))
    report(results, done=False)
    return _status(results, left_behind(loaded, parts))


def destroy(
    city: CityName,
    parts: PartNames = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    confirm: Annotated[
        str | None,
        typer.Option(
            "--confirm", metavar="CITY", help="Its name again: to end the data center of real servers."
        ),
    ] = None,
) -> int:
    """Remove parts of a city: routes, names, services, images. Without PART: the whole city.

    Real servers leave the swarm and lose our files; their packages and data stay.
    """
    loaded = load(city)
    from infra.deploy import undeclared
    from infra.home import Home

    wanted = chosen(loaded, parts, undeclared(Home.find(), loaded))
    if loaded.datacenter.driver == "ssh" and DATACENTER in wanted:
        _confirm_the_end(loaded.name, confirm)
    elif not yes:
        _confirm(loaded.name, wanted)
    from infra import deploy
    from infra.cli.narrator import Narrator, report

    steps = output.Steps()
    session = opened(loaded, steps)
    results = deploy.destroy(session, wanted, Narrator(steps, doing=True))
    report(results, done=True)
    return FAILED if _failed(results, wanted) else 0


def _confirm_the_end(city: str, typed: str | None) -> None:
    """A data center of real servers ends only by its name, whole."""
    if typed is None and sys.stdin.isatty():
        typed = str(typer.prompt(f"This ends the data center of {city}. Type the city's name"))
    if typed != city:
        fault = f"{typed} is not {city}" if typed else "this ends a data center of real servers"
        raise UsageError(Problem("kominfo", "destroy", fault, "", f"say --confirm {city}"))


def _confirm(city: str, parts: tuple[str, ...]) -> None:
    if not sys.stdin.isatty():
        raise UsageError(Problem("kominfo", "destroy", "this removes running sites", "", "say --yes"))
    typer.confirm(f"Remove {', '.join(parts)} of {city}?", abort=True)


def status(city: CityName) -> None:
    """When each part was last deployed, by whom, and how it ended."""
    from infra.engine import history as log
    from infra.home import Home

    loaded = load(city)
    last = {entry.part: entry for entry in log.read(Home.find().city(loaded.name))}
    rows = [
        (part, last[part].operation, last[part].outcome, last[part].at, last[part].who)
        if part in last
        else (part, "never", "", "", "")
        for part in loaded.parts
    ]
    output.table(loaded.name, ("part", "last", "outcome", "when", "who"), rows)


def history(city: CityName, part: Annotated[str | None, typer.Argument(help="Default: all.")] = None) -> None:
    """Who changed what, when, from which commit, and how it ended."""
    from infra.engine import history as log
    from infra.home import Home

    loaded = load(city)
    entries = log.read(Home.find().city(loaded.name), part)
    if part and not entries:
        chosen(loaded, [part])  # of one that is declared no more, what there is is told
    rows = [
        (
            entry.at,
            entry.who,
            entry.part,
            entry.operation,
            entry.outcome,
            _told(entry),
            entry.commit[:12] + ("+" if entry.dirty else ""),
        )
        for entry in entries
    ]
    output.table(loaded.name, ("when", "who", "part", "operation", "outcome", "changes", "commit"), rows)


def _told(entry: Entry) -> str:
    """What a run changed: by name where that is a short list."""
    if entry.steps and len(entry.steps) <= NAMED:
        return ", ".join(entry.steps)
    return ", ".join(f"{count} {op}" for op, count in entry.changes.items() if op != "same") or "nothing"


def _failed(results: list[PartResult], wanted: tuple[str, ...]) -> bool:
    return len(results) < len(wanted) or any(result.failed for result in results)


def left_behind(city: City, parts: list[str] | None) -> list[str]:
    """Parts that stand although nobody declares them, when the whole city was asked about; said aloud."""
    from infra.deploy import undeclared
    from infra.home import Home

    left = [] if parts else undeclared(Home.find(), city)
    for part in left:
        output.warning(
            f"{part}: it stands, and {part}.yaml is gone. To remove it: ./kominfo destroy {city.name} {part}"
        )
    return left


def _status(results: list[PartResult], left: list[str]) -> int:
    if any(result.failed for result in results):
        return FAILED
    return DIFFERENT if left or any(result.differs for result in results) else 0
