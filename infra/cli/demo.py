"""`demo`: a whole city data center on this machine, from nothing to verified sites; `--down` removes it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import output
from infra.cli.cities import load
from infra.cli.passphrase import ensure_passphrase
from infra.errors import Problem, UsageError

if TYPE_CHECKING:
    from infra.model import City

DEMO = "demo"
FAILED = 1


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    city: Annotated[str, typer.Argument(metavar="[CITY]", help="Any city of driver `lab`.")] = DEMO,
    down: Annotated[bool, typer.Option("--down", help="Remove it all again.")] = False,
    hosts: Annotated[
        bool | None, typer.Option("--hosts/--no-hosts", help="Write the sites into /etc/hosts.")
    ] = None,
) -> int:
    """Build the demo city on this machine, verify it, and show its sites."""
    steps = output.Steps()
    loaded = load(city)
    if loaded.datacenter.driver != "lab":
        raise UsageError(
            Problem(
                "kominfo", "demo", f"{city} is no lab city: its servers are real", "", f"./kominfo up {city}"
            )
        )
    if down:
        _remove(loaded, steps)
        return 0
    return _build(loaded, steps, hosts)


def _build(city: City, steps: output.Steps, hosts: bool | None) -> int:
    from infra import deploy
    from infra.cli.narrator import Narrator, report
    from infra.cli.verify import verify_city

    ensure_passphrase(unattended=True)
    session = deploy.open_session(city, steps, world=True)
    results = deploy.up(session, city.parts, Narrator(steps, doing=True), refresh=False)
    report(results, done=True)
    if len(results) < len(city.parts) or any(result.failed for result in results):
        return FAILED
    steps("verifying every server and site")
    verdict = verify_city(city, quiet=True, only=[])
    _show(city)
    _offer_hosts(city, hosts)
    return verdict


def _show(city: City) -> None:
    from infra.backends.control import ca_file

    domain, edge = city.datacenter.domain, city.datacenter.servers_with("edge")[0].address
    sites = [(opd, site) for opd in city.opds for site in opd.sites]
    output.table(
        city.datacenter.city,
        ("OPD", "site", "replicas"),
        [
            (name, f"https://{host}/", str(site.replicas))
            for opd, site in sites
            for name, host in ((opd.name, site.host(domain)), *site.tenant_hosts(domain))
        ],
    )
    output.say("open one:")
    for _, site in sites:
        host = site.host(domain)
        output.say(f"  curl --cacert {ca_file(city)} --resolve {host}:443:{edge} https://{host}/")


def _offer_hosts(city: City, wanted: bool | None) -> None:
    from infra.backends.lab import hosts_file

    if wanted is None:
        wanted = sys.stdin.isatty() and typer.confirm(
            "Write the sites into /etc/hosts (a marked block; `demo --down` removes it)?", default=False
        )
    if wanted:
        edge = str(city.datacenter.servers_with("edge")[0].address)
        domain = city.datacenter.domain
        sites = [site for opd in city.opds for site in opd.sites]
        hosts = [host for site in sites for host in site.hosts(domain)]
        hosts_file.write(city.name, dict.fromkeys(hosts, edge))


def _remove(city: City, steps: output.Steps) -> None:
    """Remove every trace but packages, virtual environment and caches; whatever is gone already is fine."""
    import shutil

    from infra.backends import lab
    from infra.backends.lab import hosts_file
    from infra.backends.ssh import close_all
    from infra.home import Home

    home = Home.find()
    close_all(city.name)
    if lab.Daemon().answers():
        lab.remove_all(city.name, steps)
        lab.remove_images(steps)
    hosts_file.remove(city.name)
    shutil.rmtree(home.city(city.name).root, ignore_errors=True)
    for folder in home.work.glob(f"{city.name}.*"):
        shutil.rmtree(folder, ignore_errors=True)
    lab.stop_host(steps)
    if not any(home.root.glob("cities/*")):
        shutil.rmtree(home.root, ignore_errors=True)
    output.say("the demo is gone; packages, virtual environment and caches stay")
