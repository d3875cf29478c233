"""The schema that this app runs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from opd.service.schema import Kind, Schema, SchemaError, load


def schema() -> Schema:
    """That of the file which ``OPD_SCHEMA`` (settings) names. ImproperlyConfigured with every fault at once."""
    return _read(Path(settings.OPD_SCHEMA))


def kind(code: str) -> Kind:
    """KeyError for a kind that the schema does not have."""
    return schema().jenis[code]


@cache
def _read(file: Path) -> Schema:
    try:
        return load(file.read_bytes(), file.name)
    except OSError as error:
        raise ImproperlyConfigured(f"{file}: {error.strerror}") from None
    except SchemaError as error:
        raise ImproperlyConfigured(str(error)) from None
