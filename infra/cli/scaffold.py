"""`new` and `template`: an OPD's site or app from a template, and what is newer in that brought to it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import output
from infra.cli.cities import CityName, load
from infra.errors import KominfoError, Problem, UsageError
from infra.home import city_folder

if TYPE_CHECKING:
    from infra.model import City
    from infra.scaffold.update import Update

DIFFERS = 2
OpdName = Annotated[str, typer.Argument(metavar="OPD", help="An OPD of the city.")]
Folder = Annotated[
    Path | None,
    typer.Option("--folder", help="Where its repository is checked out. Default: its sites' folders."),
]
Answers = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Override what is known.")
]
group = typer.Typer(help="Templates of OPDs' sites: list, update, adopt.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command()(new)
    app.add_typer(group, name="template")


def new(
    template: Annotated[str, typer.Argument(metavar="TEMPLATE", help="A folder of opd_templates/.")],
    opd: Annotated[str, typer.Argument(metavar="OPD", help="The OPD's stable id, e.g. dlh.")],
    city: Annotated[str, typer.Option("--city", help="A folder of stacks/.")],
    answer: Answers = None,
    server: Annotated[
        str | None, typer.Option("--server", help="Where its database and its files stand.")
    ] = None,
    permission: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="LETTER DATE",
            help="The leave to run it, where a national shared application covers what it does.",
        ),
    ] = None,
) -> None:
    """Make an OPD's site and its part from a template: nothing is asked, nothing is replaced."""
    from infra import scaffold

    created = scaffold.new(template, opd, city_folder(city), _answers(answer or []), server, permission)
    for path in created.paths:
        output.say(str(path))
    output.say(f"next: ./kominfo preview {city} {opd}, then ./kominfo up {city} {opd}")


@group.command(name="list")
def list_templates(
    city: Annotated[str | None, typer.Argument(metavar="[CITY]", help="Also: what its sites are of.")] = None,
) -> None:
    """The templates there are; with a city, what its sites were made of and which of them are behind."""
    from infra import scaffold
    from infra.scaffold.record import version_of

    if city is None:
        rows = [(name, version_of(folder)) for name, folder in scaffold.TEMPLATES.items()]
        output.table("templates", ("template", "version"), rows)
        return
    loaded = load(city)
    found = [(opd.opd, folder) for opd in loaded.opds for folder in _folders(loaded, opd.opd)]
    output.table(city, ("OPD", "folder", "template", "version", ""), [_row(*one) for one in found])


@group.command()
def update(
    city: CityName,
    opd: OpdName,
    check: Annotated[
        bool, typer.Option("--check", help="Only show it. Exit 0: nothing new, 2: something.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    answer: Answers = None,
    folder: Folder = None,
) -> int:
    """Bring an OPD's sites to the present template: the difference is shown first, edits are kept."""
    from infra.scaffold.update import apply, plan_update

    loaded = load(city)
    given = _answers(answer or [])
    updates = [plan_update(one, opd, loaded, given) for one in _chosen(loaded, opd, folder)]
    updates = [one for one in updates if one.changes]
    for one in updates:
        _show(one)
    if not updates:
        output.say(f"{opd}: nothing newer")
        return 0
    if check:
        return DIFFERS
    _agree(f"Do this in {', '.join(str(one.folder) for one in updates)}?", yes)
    for one in updates:
        apply(one)
        output.say(f"{one.folder}: {one.made.template} {one.made.version}, {len(one.files)} files changed")
    if marked := [(one, change) for one in updates for change in one.conflicts]:
        raise KominfoError(
            Problem(
                str(one.folder / change.path),
                "",
                f"{change.conflicts} conflict{'s' if change.conflicts > 1 else ''} to decide",
                "You and the template changed the same lines: both stand there, marked as Git does.",
                "Keep what is right between `<<<<<<<` and `>>>>>>>`, remove the marks, and commit.",
            )
            for one, change in marked
        )
    output.say(f"next: git diff, ./kominfo preview {city} {opd}")
    return 0


@group.command()
def adopt(
    city: CityName,
    opd: OpdName,
    template: Annotated[str, typer.Argument(metavar="TEMPLATE", help="What it was made of.")],
    answer: Answers = None,
    folder: Folder = None,
) -> None:
    """Record of a site older than its record that it was made of the present template; nothing else."""
    from infra.scaffold.update import adopt as adopted
    from infra.scaffold.update import apply

    loaded = load(city)
    for one in _chosen(loaded, opd, folder):
        apply(adopted(one, template, opd, loaded, _answers(answer or [])))
        output.say(f"{one}: recorded as made of {template}")
    output.say(f"what differs from the template is your own from now on: ./kominfo template list {city}")


def _show(update: Update) -> None:
    output.say(f"{update.folder}: {update.made.template} {update.former.version} -> {update.made.version}")
    for change in update.files:
        output.say(change.diff.removesuffix("\n"))
    for kept in update.kept:
        output.warning(f"{update.folder / kept.path}: {kept.why}")
    for change in update.conflicts:
        output.warning(f"{update.folder / change.path}: both sides changed the same lines; marked in it")
    for line in update.needs:
        output.warning(f"in the OPD's file, which stays as it is: {line}")


def _chosen(city: City, opd: str, folder: Path | None) -> list[Path]:
    if opd not in {one.opd for one in city.opds}:
        known = ", ".join(one.opd for one in city.opds)
        fault = f"{city.name} has no OPD {opd!r}"
        raise UsageError(Problem("kominfo", "OPD", fault, "", f"OPDs of {city.name}: {known}"))
    if folder is not None:
        if not folder.is_dir():
            raise UsageError(Problem("kominfo", "--folder", f"there is no folder {folder}"))
        return [folder.absolute()]
    if found := _folders(city, opd):
        return found
    remedy = "--folder: where the site's repository is checked out"
    raise UsageError(Problem("kominfo", "OPD", f"no site of {opd} stands in the city's folder", "", remedy))


def _folders(city: City, opd: str) -> list[Path]:
    """Of the sites that stand beside their part; a folder that two sites run is one."""
    sources = dict.fromkeys(site.source for site in city.opd(opd).sites if site.source)
    return [city.folder / source for source in sources if source]


def _row(opd: str, folder: Path) -> tuple[str, ...]:
    from infra.scaffold.record import read_record
    from infra.scaffold.update import is_behind

    made = read_record(folder)
    if made is None:
        return opd, folder.name, "", "", "not recorded"
    return opd, folder.name, made.template, made.version, "behind" if is_behind(made) else "up to date"


def _agree(question: str, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(Problem("kominfo", "template", "nobody is there to agree", "", "say --yes"))
    typer.confirm(question, abort=True)


def _answers(given: list[str]) -> dict[str, str]:
    pairs = [item.partition("=") for item in given]
    if wrong := [name for name, sign, _ in pairs if not sign]:
        raise UsageError(Problem("kominfo", "--set", f"{wrong[0]!r} has no value", "", "--set NAME=VALUE"))
    return {name: value for name, _, value in pairs}
