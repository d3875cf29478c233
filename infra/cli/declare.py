"""`validate` and `outputs`: what a declaration says, without touching any server."""

from __future__ import annotations

import json

import typer

from infra.cli import output
from infra.cli.cities import CityName, load


def register(app: typer.Typer) -> None:
    app.command()(validate)
    app.command()(outputs)


def validate(city: CityName) -> None:
    """Check a city's declaration: every fault at once, nothing touched."""
    checked = load(city)
    sites = sum(len(opd.sites) for opd in checked.opds)
    output.say(
        f"{checked.name}: valid. {len(checked.datacenter.servers)} servers, "
        f"{len(checked.opds)} OPDs, {sites} sites under {checked.datacenter.domain}"
    )


def outputs(city: CityName, as_json: bool = typer.Option(False, "--json", help="For programs.")) -> None:
    """Names, addresses and URLs of a city, and what its registrar must be told."""
    from infra.backends.control import gather_control
    from infra.plan import plan_city
    from infra.plan.outputs import city_outputs

    loaded = load(city)
    plan = plan_city(loaded, gather_control(loaded))
    found = city_outputs(plan, _ds(loaded.name))
    if as_json:
        output.say(json.dumps(found, indent=2))
        return
    output.table(
        found["domain"],
        ("OPD", "URL", "replicas"),
        [(site["opd"], site["url"], str(site["replicas"])) for site in found["sites"]],
    )
    for kind, lines in found["registrar"].items():
        for line in lines:
            output.say(f"registrar {kind.upper()}\t{line}")


def _ds(city: str) -> list[str]:
    """DS records of the zone, once the data center's stack has them."""
    from infra.engine.checkpoint import read_checkpoint
    from infra.engine.stack import Stack
    from infra.home import Home
    from infra.model import DATACENTER

    state = read_checkpoint(Stack(city, DATACENTER).checkpoint(Home.find()))
    found = state.outputs.get("ds", []) if state is not None else []
    return [str(line) for line in found]
