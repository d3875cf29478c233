"""`server`: servers come and go: add one, replace a machine, forget one that is dead or wanted away."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli import output
from infra.cli.cities import CityName, load
from infra.errors import KominfoError, Problem, UsageError

if TYPE_CHECKING:
    from infra.model import City

Name = Annotated[str, typer.Argument(metavar="NAME", help="The server's name.")]
HostKey = Annotated[str | None, typer.Option("--host-key", help="Its fingerprint, SHA256:… (else: `trust`).")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
group = typer.Typer(help="Servers of a city: add, replace, forget.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="server")


@group.command()
def add(
    city: CityName,
    name: Name,
    address: Annotated[str, typer.Option("--address", help="Its IPv4 address.")],
    memory: Annotated[str, typer.Option("--memory", help="Such as 4G.")],
    role: Annotated[list[str], typer.Option("--role", help="May be given several times.")],
    public: Annotated[list[str] | None, typer.Option("--public", help="What the internet sees.")] = None,
    user: Annotated[str | None, typer.Option("--user", help="Who may enter it while it is bare.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Its ssh port.")] = None,
    host_key: HostKey = None,
) -> int:
    """Declare one more server, if the city is valid with it. `up` then builds it."""
    from infra.model.edit import put, with_server

    loaded = load(city)
    if name in loaded.datacenter.servers:
        remedy = f"another machine under that name: ./kominfo server replace {city} {name}"
        raise UsageError(Problem("kominfo", "NAME", f"{city} has a server {name} already", "", remedy))
    given = {
        "address": address,
        "public": public,
        "memory": memory,
        "roles": role,
        "user": user,
        "port": port,
        "host_key": host_key,
    }
    fields = {key: value for key, value in given.items() if value is not None}
    text = with_server(_text(loaded), name, fields)
    _judge(loaded, text)
    put(_file(loaded), text)
    output.say(f"{name} is declared in {_file(loaded)}")
    _say_next(loaded, known=host_key is not None)
    return 0


@group.command()
def replace(
    city: CityName,
    name: Name,
    address: Annotated[str | None, typer.Option("--address", help="The new machine's, if another.")] = None,
    public: Annotated[
        list[str] | None, typer.Option("--public", help="The new machine's, if others.")
    ] = None,
    host_key: HostKey = None,
    yes: Yes = False,
) -> int:
    """Let another, bare machine take a server's place: the old one is forgotten, `up` builds the new one."""
    from infra.model.edit import put, with_new_machine

    loaded = load(city)
    _ensure_it_may_leave(loaded, name, declared=True)
    given = {"address": address, "public": public, "host_key": host_key}
    text = with_new_machine(_text(loaded), name, {key: value for key, value in given.items() if value})
    _judge(loaded, text)
    _agree(f"Forget the machine that was {name} of {city}?", yes)
    _forget(loaded, name)
    put(_file(loaded), text)
    output.say(f"{name} is to be another machine")
    _warn_of_mentions(loaded, name)
    _say_next(loaded, known=host_key is not None)
    return 0


@group.command()
def forget(city: CityName, name: Name, yes: Yes = False) -> int:
    """Drop a server that is dead or wanted away, uncontacted. What it alone holds must be moved first."""
    from infra.model.edit import put, without_server

    loaded = load(city)
    declared = name in loaded.datacenter.servers
    _ensure_it_may_leave(loaded, name, declared=declared)
    text = without_server(_text(loaded), name) if declared else _text(loaded)
    _judge(loaded, text)
    _agree(f"Forget {name} of {city}?", yes)
    _forget(loaded, name)
    put(_file(loaded), text)
    output.say(f"{name} is forgotten")
    _warn_of_mentions(loaded, name)
    _say_next(loaded, known=True)
    server = loaded.datacenter.servers.get(name)
    if server and {"dns-primary", "dns-secondary"} & set(server.roles):
        output.say(f"it was a name server. For the registrar, after that: ./kominfo outputs {city}")
    return 0


def _ensure_it_may_leave(city: City, name: str, *, declared: bool) -> None:
    from infra.plan.leaving import holds_alone

    if declared and (faults := holds_alone(city, city.server(name))):
        raise KominfoError(faults)


def _forget(city: City, name: str) -> None:
    from infra import deploy
    from infra.cli.deploy import opened

    deploy.forget(opened(city, output.Steps()), name)


def _warn_of_mentions(city: City, name: str) -> None:
    """Where the declaration still says the address of a machine that is no longer one of its servers."""
    from infra.model import load_city

    gone = {str(city.datacenter.servers[name].address)} if name in city.datacenter.servers else set()
    gone -= {str(server.address) for server in load_city(city.folder).datacenter.servers.values()}
    for address in gone:
        said = re.compile(rf"(?<![0-9.]){re.escape(address)}(?![0-9.])")
        for number, line in enumerate(_text(city).splitlines(), 1):
            if said.search(line):
                output.warning(f"{_file(city)}:{number}: {address} is still named here, and was {name}")


def _file(city: City) -> Path:
    return city.folder / "datacenter.yaml"


def _text(city: City) -> str:
    return _file(city).read_text(encoding="utf-8")


def _judge(city: City, text: str) -> None:
    """KominfoError with every fault the city would have; nothing is written."""
    from infra.model import DATACENTER, load_city

    for warning in load_city(city.folder, instead={DATACENTER: text}).warnings:
        if warning not in city.warnings:
            output.warning(f"warning: {warning}")


def _agree(question: str, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(Problem("kominfo", "server", "nobody is there to agree", "", "say --yes"))
    typer.confirm(question, abort=True)


def _say_next(city: City, *, known: bool) -> None:
    """What to run now."""
    steps: list[Any] = [] if known or city.datacenter.driver == "lab" else [f"./kominfo trust {city.name}"]
    output.say(f"next: {', then '.join([*steps, f'./kominfo up {city.name}'])}")
