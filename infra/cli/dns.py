"""`dns`: a zone that the city kept elsewhere moves into its declaration."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import output
from infra.cli.cities import CityName, address_and_port, load
from infra.errors import Problem, UsageError

if TYPE_CHECKING:
    from infra.model import City
    from infra.plan.adoption import Adoption, Found

FAILED = 1
SHOWN = 12  # record sets of one reason; a signed zone has as many again of its own making
group = typer.Typer(help="The city's zone: import.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="dns")


@group.callback()
def _group() -> None:
    """The city's zone."""


@group.command(name="import")
def import_zone(
    city: CityName,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A zone's master file.")] = None,
    axfr: Annotated[
        str, typer.Option("--axfr", metavar="SERVER[:PORT]", help="Transfer it from there instead.")
    ] = "",
    tsig: Annotated[
        Path | None, typer.Option("--tsig", metavar="KEYFILE", help="The key that the transfer needs.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Add them to datacenter.yaml.")] = False,
) -> int:
    """Adopt the records of an existing zone into `dns.records`: shown, and with --write written.

    Exit 0: all of it is adopted, or the platform's to make; 1: something cannot be, or nothing could be read.
    """
    if (file is None) == (not axfr):
        raise UsageError(Problem("kominfo", "dns import", "it needs a FILE or --axfr SERVER, one of them"))
    if tsig and not axfr:
        raise UsageError(Problem("kominfo", "--tsig", "it goes with --axfr"))
    loaded = load(city)
    from infra.model.edit import put, record_line, with_records
    from infra.plan.adoption import adopt

    adoption = adopt(loaded, _zone(loaded, file, axfr, tsig))
    part = loaded.folder / "datacenter.yaml"
    text = with_records(part.read_text(encoding="utf-8"), adoption.records)
    _ensure_valid(loaded, text)
    _tell(adoption, (record_line(record) for record in adoption.records))
    output.problems(adoption.faults)
    if write and adoption.records:
        put(part, text)
        output.say(f"# {len(adoption.records)} record sets added to {part}")
    elif adoption.records:
        output.say("# nothing is written yet: the same with --write does it")
    return FAILED if adoption.faults else 0


def _zone(city: City, file: Path | None, axfr: str, tsig: Path | None) -> list[Found]:
    from infra.backends.dns.keyfile import read_key
    from infra.backends.dns.reading import master_file, transfer

    domain = city.datacenter.domain
    if file is not None:
        return master_file(file, domain)
    server, port = address_and_port(axfr, "--axfr")
    return transfer(domain, server, port, read_key(tsig) if tsig else None)


def _ensure_valid(city: City, text: str) -> None:
    """What would be written is judged with the whole city."""
    from infra.model import DATACENTER, load_city

    load_city(city.folder, instead={DATACENTER: text})


def _tell(adoption: Adoption, lines: Iterable[str]) -> None:
    """The entries as YAML; everything else as its comments, so that the whole may be pasted."""
    for line in lines:
        output.say(f"    - {line}")
    for item, note in adoption.notes:
        output.say(f"# {item}: {note}")
    reasons: dict[str, list[str]] = {}
    for item, why in adoption.left:
        reasons.setdefault(why, []).append(str(item))
    for why, items in reasons.items():
        more = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
        output.say(f"# left out, {why}: {', '.join(items[:SHOWN])}{more}")
    if not adoption.records:
        output.say("# there is nothing to add")
