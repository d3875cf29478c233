"""The letter types and rules that this app runs: read once, with every fault at once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from opd.letters.rules import load, load_service
from opd.letters.rules.kinds import LetterType, Service
from opd.service.schema.faults import Fault, SchemaError


def types() -> dict[str, LetterType]:
    """By slug. ImproperlyConfigured."""
    return _read(Path(settings.LETTERS_TYPES), Path(settings.LETTERS_SERVICE))[0]


def service() -> Service:
    """ImproperlyConfigured."""
    return _read(Path(settings.LETTERS_TYPES), Path(settings.LETTERS_SERVICE))[1]


def kind(slug: str) -> LetterType:
    """KeyError."""
    return types()[slug]


@cache
def _read(folder: Path, file: Path) -> tuple[dict[str, LetterType], Service]:
    faults: list[Fault] = []
    made: dict[str, LetterType] = {}
    rules: Service | None = None
    try:
        contents = {path.stem: path.read_bytes() for path in folder.glob("*.yaml")}
        made = load.types(contents)
    except SchemaError as error:
        faults += error.faults
    try:
        rules = load_service.service(file.read_bytes(), file.name)
    except OSError as error:
        faults.append(Fault(file.name, "", error.strerror or "it cannot be read"))
    except SchemaError as error:
        faults += error.faults
    if rules and made:
        faults += load.beside(made, rules)
    if faults or rules is None:
        raise ImproperlyConfigured("\n".join(map(str, faults)))
    return made, rules
