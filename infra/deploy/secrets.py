"""The secrets that parts ask for: that each is set is known before anything runs."""

from __future__ import annotations

from collections.abc import Iterable

from infra.deploy.session import Session
from infra.engine.vault import Vault
from infra.errors import KominfoError, Problem
from infra.home import CityHome
from infra.model import City, Opd


def wanted(opd: Opd) -> tuple[str, ...]:
    """Names of the secrets that its sites are given, each once."""
    return tuple(dict.fromkeys(name for site in opd.sites for name in site.secrets))


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
        for name in sorted(set(wanted(opd)) - {one.name for one in Vault(home, opd.opd).list()})
    ]
    if missing:
        raise KominfoError(missing)


def opened(session: Session, part: str) -> dict[str, dict[str, str]]:
    """What the program of ``part`` is handed: name → version and value (base64)."""
    names = tuple(name for opd in session.city.opds if opd.opd == part for name in wanted(opd))
    if not names:
        return {}
    return Vault(session.home.city(session.city.name), part).open(session.engine.passphrase, names)
