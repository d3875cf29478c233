"""The configuration that is in use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404

from opd.queue.config import Config, Limits, Room
from opd.queue.loading import load
from opd.service.schema.faults import SchemaError


def config() -> Config:
    """Of the file that ``OPD_QUEUE`` (settings) names. ImproperlyConfigured with every fault."""
    return _read(Path(settings.OPD_QUEUE))


@cache
def _read(file: Path) -> Config:
    try:
        return load(file.read_bytes(), str(file))
    except OSError as error:
        raise ImproperlyConfigured(f"{file}: {error.strerror}") from None
    except SchemaError as error:
        raise ImproperlyConfigured(str(error)) from None


def limits() -> Limits:
    return config().batas


def room(code: str) -> Room:
    """A room that gives numbers. Http404."""
    found = config().queues.get(code)
    if found is None:
        raise Http404
    return found
