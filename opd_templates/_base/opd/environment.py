"""What the platform tells an app: settings by its environment, secrets by files."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SECRETS = Path("/run/secrets")
BUILDING = "OPD_BUILDING"
_WHILE_BUILDING = {"database_url": "sqlite://:memory:"}


def text(name: str, otherwise: str = "") -> str:
    return os.environ.get(name, otherwise)


def words(name: str) -> list[str]:
    """A list, written with commas between."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def number(name: str, otherwise: int) -> int:
    given = text(name)
    try:
        return int(given) if given else otherwise
    except ValueError:
        raise ImproperlyConfigured(f"{name}={given!r} is no whole number") from None


def flag(name: str) -> bool:
    return text(name).lower() in {"1", "true", "yes", "ya"}


def secret(name: str) -> str:
    """The content of the file that the platform puts into the container. ImproperlyConfigured without it.

    While an image is built there is none, and nothing that is done then depends on one.
    """
    if flag(BUILDING):
        return _WHILE_BUILDING.get(name, "building")
    try:
        return (SECRETS / name).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"the secret {name} is not in {SECRETS} ({error.strerror}): "
            f"declare it in the OPD's file, `database:` brings its own"
        ) from None
