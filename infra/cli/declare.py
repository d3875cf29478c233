"""`validate` and `outputs`: what a declaration says, without touching any server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import output
from infra.cli.cities import CityName, address_and_port, load
from infra.errors import KominfoError, Problem, UsageError

if TYPE_CHECKING:
    from infra.backends.dns.outside import Outside
    from infra.model import City


def register(app: typer.Typer) -> None:
    app.command()(validate)
    app.command()(outputs)


def validate(
    city: CityName,
    online: Annotated[
        bool, typer.Option("--online", help="Ask the network too: delegation, glue, DS, CAA, addresses.")
    ] = False,
    resolver: Annotated[
        str,
        typer.Option("--resolver", metavar="ADDRESS[:PORT]", help="Who is asked, instead of the system's."),
    ] = "",
) -> int:
    """Check a city's declaration: every fault at once, nothing touched."""
    if resolver and not online:
        raise UsageError(Problem("kominfo", "--resolver", "it goes with --online"))
    checked = load(city)
    sites = sum(len(opd.sites) for opd in checked.opds)
    output.say(
        f"{checked.name}: valid. {len(checked.datacenter.servers)} servers, "
        f"{len(checked.opds)} OPDs, {sites} sites under {checked.datacenter.domain}"
    )
    return _look(checked, resolver) if online else 0


def _look(city: City, resolver: str) -> int:
    """Compare what the network says of the city with what it has to say."""
    from infra.backends import acme
    from infra.backends.control import gather_control
    from infra.backends.dns.outside import unreachable
    from infra.plan import plan_city
    from infra.plan.online import online_faults, wanted

    control = gather_control(city)
    faults: list[Problem] = []
    issuers: tuple[str, ...] = ()
    try:
        issuers = acme.issuers(control.acme_url, control.acme_ca)
    except KominfoError as silent:
        faults += silent.problems
    asked, in_lab = _asked(city, resolver)
    want = wanted(plan_city(city, control), issuers, delegated=not in_lab)
    if in_lab:
        output.say("the lab has no parent zone: delegation and DS are not asked for")
    if left := unreachable(want):
        output.warning(f"warning: this machine has no IPv6, so these are not asked: {', '.join(left)}")
    faults += online_faults(want, asked.look(want))
    output.problems(faults)
    if not faults:
        output.say(f"{city.name}: the network says what it should of {want.domain}")
    return 1 if faults else 0


def _asked(city: City, resolver: str) -> tuple[Outside, bool]:
    """Where questions go, and whether it is the lab's own recursor, which knows the city alone."""
    from infra.backends.dns.outside import Outside

    if resolver:
        return Outside(*address_and_port(resolver, "--resolver")), False
    if city.datacenter.driver == "lab":
        from infra.backends.lab import recursor

        return Outside(str(recursor(city))), True
    return Outside(), False


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
