"""The secrets that parts ask for: that each is set is known before anything runs."""

from __future__ import annotations

from collections.abc import Iterable

from infra.backends import keys
from infra.deploy.session import Session
from infra.engine.request import Operation
from infra.engine.vault import Vault
from infra.errors import KominfoError, Problem
from infra.home import CityHome
from infra.model import DATACENTER, City, Opd

KEY_LENGTH = 64


def wanted(opd: Opd) -> tuple[str, ...]:
    """Names of the secrets that its sites are given, each once."""
    return tuple(dict.fromkeys(name for site in opd.sites for name in site.all_secrets))


def made(opd: Opd) -> tuple[str, ...]:
    """Those of them that nobody sets: they are made once, and outlive what they were made for.

    What an app keeps encrypted, its last copy too, is read with them alone.
    """
    return tuple(site.app_key for site in opd.sites if site.app_key)


def ensure_made(vault: Vault, passphrase: str, opd: Opd) -> None:
    """Make those that there are not yet."""
    missing = set(made(opd)) - {one.name for one in vault.list()}
    for name in sorted(missing):
        vault.put(passphrase, name, keys.generate("password", KEY_LENGTH).encode())


def ensure_secrets_are_set(city: City, home: CityHome, parts: Iterable[str]) -> None:
    """KominfoError naming every secret that ``parts`` ask for and nobody has set."""
    missing = [
        Problem(
            f"{city.name}/{opd.opd}.yaml",
            "secrets",
            f"the secret {name} is not set",
            "it is declared, and its value is kept beside the state alone",
            f"./kominfo secret set {city.name} {opd.opd} {name}",
        )
        for opd in city.opds
        if opd.opd in parts and wanted(opd)
        for name in sorted({*wanted(opd)} - {*made(opd)} - {one.name for one in Vault(home, opd.opd).list()})
    ]
    if missing:
        raise KominfoError(missing)


def opened(session: Session, part: str, operation: Operation) -> dict[str, dict[str, str]]:
    """What the program of ``part`` is handed: name → version and value (base64).

    Only `up` makes what is to be made; before that it has a name alone.
    """
    if operation == "destroy" or part == DATACENTER or not (names := wanted(session.city.opd(part))):
        return {}
    opd, vault = session.city.opd(part), Vault(session.home.city(session.city.name), part)
    if operation == "up":
        ensure_made(vault, session.engine.passphrase, opd)
    unmade = {name: {"version": "new", "value": ""} for name in made(opd)}
    return unmade | vault.open(session.engine.passphrase, names)
