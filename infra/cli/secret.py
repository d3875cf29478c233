"""`secret`: what a site must know and nobody may read. Values are never shown, and never an argument."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli import output
from infra.cli.cities import CityName, load, opd_of
from infra.errors import Problem, UsageError

if TYPE_CHECKING:
    from infra.engine.vault import Vault
    from infra.model import City, Opd

OpdName = Annotated[str, typer.Argument(metavar="OPD", help="An OPD of the city.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="As the site's `secrets` name it.")]
group = typer.Typer(help="Secrets of an OPD's sites: set, list, rm.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="secret")


@group.command(name="set")
def set_secret(city: CityName, opd: OpdName, name: Name) -> int:
    """Keep a value, asked for or read from standard input; sites get it at the next `up`."""
    loaded, declared, vault = _find(city, opd)
    from infra.cli.passphrase import ask_passphrase, ensure_passphrase
    from infra.engine.passphrase import unlock
    from infra.home import Home

    _ensure_name(name)
    value = _value(name)
    ensure_passphrase()
    changed = vault.put(unlock(Home.find(), ask_passphrase()), name, value)
    used = [site.label for site in declared.sites if name in site.all_secrets]
    if not used:
        output.warning(f"no site of {opd} asks for it: list it under `secrets` in {opd}.yaml")
    output.say(f"{opd}: {name} is {'kept' if changed else 'what it was'}")
    if changed and used:
        output.say(f"for {', '.join(used)} to get it: ./kominfo up {loaded.name} {opd}")
    return 0


@group.command(name="list")
def list_secrets(
    city: CityName,
    opd: Annotated[str | None, typer.Argument(metavar="[OPD]", help="Default: all of them.")] = None,
) -> int:
    """Names, versions and dates; never a value."""
    loaded = load(city)
    chosen = [opd_of(loaded, opd)] if opd else list(loaded.opds)
    rows = [row for one in chosen for row in _rows(loaded, one)]
    output.table(loaded.name, ("OPD", "secret", "version", "set", "by", "used by"), rows)
    return 0


@group.command(name="rm")
def remove_secret(city: CityName, opd: OpdName, name: Name) -> int:
    """Forget a secret that no site asks for any more."""
    _, declared, vault = _find(city, opd)
    if used := [site.label for site in declared.sites if name in site.all_secrets]:
        remedy = f"remove it from `secrets` in {opd}.yaml, and ./kominfo up {city} {opd}"
        raise UsageError(Problem("kominfo", "NAME", f"{', '.join(used)} asks for {name}", "", remedy))
    if not vault.drop(name):
        raise _unknown(vault, name)
    output.say(f"{opd}: {name} is forgotten")
    return 0


def _find(city: str, opd: str) -> tuple[City, Opd, Vault]:
    from infra.engine.vault import Vault
    from infra.home import Home

    loaded = load(city)
    return loaded, opd_of(loaded, opd), Vault(Home.find().city(loaded.name), opd)


def _rows(city: City, opd: Opd) -> list[tuple[str, ...]]:
    from infra.engine.vault import Vault
    from infra.home import Home

    users = {name: [site.label for site in opd.sites if name in site.all_secrets] for name in _names(opd)}
    kept = {one.name: one for one in Vault(Home.find().city(city.name), opd.opd).list()}
    rows = [
        (opd.opd, one.name, one.version, one.at, one.who, ", ".join(users.get(one.name, [])) or "nobody")
        for one in kept.values()
    ]
    missing = [
        (opd.opd, name, "", "not set", "", ", ".join(users[name])) for name in users if name not in kept
    ]
    return [*rows, *missing]


def _names(opd: Opd) -> tuple[str, ...]:
    from infra.deploy.secrets import wanted

    return wanted(opd)


def _value(name: str) -> bytes:
    """From a pipe, without its last newline; from a person, twice and unseen."""
    if sys.stdin.isatty():
        value = str(typer.prompt(name, hide_input=True, confirmation_prompt=True)).encode()
    else:
        value = sys.stdin.buffer.read().removesuffix(b"\n")
    from infra.engine.vault import LARGEST

    if not value:
        raise UsageError(Problem("kominfo", name, "its value is empty", "", "give it on standard input"))
    if len(value) > LARGEST:
        fault = f"its value has {len(value)} bytes"
        raise UsageError(
            Problem("kominfo", name, fault, f"Swarm keeps at most {LARGEST}", "keep a key to it")
        )
    return value


def _ensure_name(name: str) -> None:
    from pydantic import TypeAdapter, ValidationError

    from infra.model.runtime import SecretName

    try:
        TypeAdapter(SecretName).validate_python(name)
    except ValidationError as wrong:
        told = wrong.errors(include_url=False)[0].get("ctx", {})
        raise UsageError(
            Problem("kominfo", "NAME", str(told["fault"]), str(told["reason"]), str(told["remedy"]))
        ) from None


def _unknown(vault: Vault, name: str) -> UsageError:
    known = ", ".join(one.name for one in vault.list()) or "none"
    return UsageError(Problem("kominfo", "NAME", f"there is no secret {name!r}", "", f"there are: {known}"))
