"""Where things are: the cities, and what must never be in the checkout (state, keys, stamps, history)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from infra.errors import Problem, UsageError

CHECKOUT = Path(__file__).resolve().parent.parent


def _from_environment(variable: str, default: str) -> Path:
    return Path(os.environ.get(variable) or default).expanduser().absolute()


def private_directory(path: Path) -> Path:
    """Make ``path`` (and its parents) readable by its owner alone."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@dataclass(frozen=True, slots=True)
class CityHome:
    """One city's folder in the home. Paths only: nothing is made until it is written."""

    root: Path

    @property
    def name(self) -> str:
        return self.root.name

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def ssh_key(self) -> Path:
        return self.root / "ssh" / "id_ed25519"

    @property
    def known_hosts(self) -> Path:
        return self.root / "ssh" / "known_hosts"

    @property
    def ca_certificate(self) -> Path:
        return self.root / "ca" / "ca.pem"

    @property
    def ca_key(self) -> Path:
        return self.root / "ca" / "ca.key"

    @property
    def stamps(self) -> Path:
        return self.root / "stamps"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def history(self) -> Path:
        return self.root / "history.jsonl"

    @property
    def lab(self) -> Path:
        return self.root / "lab"


@dataclass(frozen=True, slots=True)
class Home:
    """``$KOMINFO_HOME`` (state, kept) and ``$KOMINFO_CACHE`` (can be lost at no cost but time)."""

    root: Path
    cache: Path

    @classmethod
    def find(cls) -> Home:
        return cls(
            root=_from_environment("KOMINFO_HOME", "~/.local/share/kominfo"),
            cache=_from_environment("KOMINFO_CACHE", "~/.cache/kominfo"),
        )

    @property
    def passphrase(self) -> Path:
        return self.root / "passphrase"

    @property
    def verifier(self) -> Path:
        return self.root / "passphrase.verifier"

    @property
    def work(self) -> Path:
        return self.root / "work"

    def city(self, name: str) -> CityHome:
        return CityHome(self.root / "cities" / name)


def stacks() -> Path:
    """The folder of cities: ``stacks/`` of the checkout, or ``$KOMINFO_STACKS``."""
    return Path(os.environ.get("KOMINFO_STACKS") or CHECKOUT / "stacks").absolute()


def city_folder(name: str) -> Path:
    """The folder of city ``name``; a usage error naming the ones there are."""
    known = sorted(path.name for path in stacks().iterdir() if path.is_dir()) if stacks().is_dir() else []
    if name not in known:
        raise UsageError(
            Problem(
                "kominfo",
                "CITY",
                f"there is no city {name!r}",
                "",
                f"cities here: {', '.join(known) or 'none'}",
            )
        )
    return stacks() / name
