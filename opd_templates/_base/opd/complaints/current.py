"""The data files that this app runs with, read once. The app does not start with a fault in any of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured

from opd.complaints import places
from opd.complaints.config import load
from opd.complaints.config.model import Areas, Settings

FILES = ("aduan.yaml", "wilayah.yaml", "batas-kota.geojson")


@dataclass(frozen=True, slots=True)
class Known:
    settings: Settings
    areas: Areas
    border: places.Border


def settings() -> Settings:
    return known().settings


def areas() -> Areas:
    return known().areas


def border() -> places.Border:
    return known().border


def known() -> Known:
    """All files of ``OPD_COMPLAINTS`` (a folder; settings). ImproperlyConfigured with every fault of all of them."""
    return read(Path(django_settings.OPD_COMPLAINTS))


@cache
def read(folder: Path) -> Known:
    try:
        data, villages, outline = ((folder / name).read_bytes() for name in FILES)
    except OSError as error:
        raise ImproperlyConfigured(f"{error.filename}: {error.strerror}") from None
    found, faults = load.settings(data, FILES[0])
    areas_found, more = load.areas(villages, FILES[1])
    said = [*map(str, faults), *map(str, more)]
    border_found = None
    try:
        border_found = places.read(outline)
    except places.BorderError as error:
        said.append(f"{FILES[2]}: {error}")
    if said or found is None or areas_found is None or border_found is None:
        raise ImproperlyConfigured("\n".join(said))
    return Known(found, areas_found, border_found)
