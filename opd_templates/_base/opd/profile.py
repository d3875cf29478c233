"""Who this app belongs to: ``profil.yaml`` of the project, read once.

Where many run from one folder, variables tell each of them its own: ``SITE_NAME``, ``SITE_HOST``, and so
``SITE_<FIELD>`` for any field that is a text. They come before what the file says. Another name than the file's is
another office: what the file says of its own (``OF_ITS_OWN``) is not that one's.

Keys are the fields of ``Profile``. ``hours`` is a list of ``{days, time}``, ``services`` a list of ``{title, summary,
url, …}`` (a template's own keys beside), ``links`` a list of ``{title, url}``; texts are Indonesian, as people read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from opd import environment

LEAST_CONTRAST = 4.5
"""Of white letters on the OPD's colour (WCAG 2.2, 1.4.3 AA)."""
_NEEDED = ("name", "city")
_LISTS = ("hours", "services", "links", "tenants")
OF_ITS_OWN = ("short_name", "address", "phone", "email", "head_title", "head_name")
"""What no office has of another: as for tenants, it is said for each, or empty."""


@dataclass(frozen=True, slots=True)
class Profile:
    """``host`` is the app's name in the DNS, ``logo`` a path below ``static/``; both may be empty."""

    name: str
    city: str
    short_name: str = ""
    kind: str = "dinas"
    domain: str = ""
    host: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    hours: tuple[dict[str, str], ...] = ()
    head_title: str = ""
    head_name: str = ""
    color: str = "#0f4c75"
    logo: str = ""
    services: tuple[dict[str, Any], ...] = ()
    links: tuple[dict[str, str], ...] = ()
    tenants: tuple[dict[str, Any], ...] = ()  # small sites that one website serves too (opd.website.tenants)
    example: bool = False  # a band on each page says that its content is made up


def profile() -> Profile:
    """The profile that ``OPD_PROFILE`` (settings) names. ImproperlyConfigured with every fault at once."""
    return read(Path(settings.OPD_PROFILE))


@cache
def read(file: Path) -> Profile:
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ImproperlyConfigured(f"{file}: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise ImproperlyConfigured(f"{file}: {error}") from None
    if not isinstance(given, dict):
        raise ImproperlyConfigured(f"{file}: not a list of `key: value`")
    named = told()
    if named.get("name", given.get("name")) != given.get("name"):
        given |= dict.fromkeys(OF_ITS_OWN, "")
    given |= named
    if faults := list(_faults(given)):
        raise ImproperlyConfigured("\n".join(f"{file}: {fault}" for fault in faults))
    return Profile(**{key: tuple(value or ()) if key in _LISTS else value for key, value in given.items()})


def told() -> dict[str, str]:
    """The fields that variables give: field → text."""
    named = {
        field.name: environment.text(f"SITE_{field.name.upper()}")
        for field in fields(Profile)
        if field.type == "str"
    }
    return {name: text for name, text in named.items() if text}


def _faults(given: dict[str, Any]) -> list[str]:
    known = [field.name for field in fields(Profile)]
    found = [f"unknown key {key!r}; keys are {', '.join(known)}" for key in given if key not in known]
    found += [f"`{key}` is missing" for key in _NEEDED if not given.get(key)]
    for key, value in given.items():
        if key in _LISTS:
            rows = value if isinstance(value, list) else [None]
            if value is not None and not all(isinstance(row, dict) for row in rows):
                found.append(f"`{key}` is not a list of mappings")
        elif key == "example":
            found += [] if isinstance(value, bool) else ["`example` is neither true nor false"]
        elif key in known and not isinstance(value, str):
            found.append(f"`{key}` is not a text: write it in quotes")
    return found + (color_faults(given["color"]) if "color" in given else [])


def color_faults(color: Any) -> list[str]:
    if not isinstance(color, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
        return [f"color {color!r} is not written as `#1f6b4a`"]
    ratio = contrast_to_white(color)
    return (
        [] if ratio >= LEAST_CONTRAST else [f"color {color} is too light: {ratio:.1f}:1 to white, of 4.5:1"]
    )


def contrast_to_white(color: str) -> float:
    """1 (white) to 21 (black) for ``#rrggbb`` (WCAG 2.2, glossary: contrast ratio)."""
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
