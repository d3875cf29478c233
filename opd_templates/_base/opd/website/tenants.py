"""Small sites that one website serves beside its own: a kecamatan and its kelurahan, say.

`profil.yaml` lists them under ``tenants``: ``id`` and ``host`` of each, ``name``, and whatever else differs from the
OPD's own profile. Each has its own pages, files, editors and colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from opd.profile import Profile, color_faults, read

NEEDED = ("id", "name", "host")
OWN = ("name", "short_name", "kind", "host", "address", "phone", "email", "hours", "head_title", "head_name", "color",
       "services")  # fmt: skip
_ID = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
_HOST = r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"


@dataclass(frozen=True, slots=True)
class Tenant:
    id: str
    profile: Profile


def of_file(file: Path) -> list[Tenant]:
    """None where there is no such file: an image may be built, and tested, without one."""
    return of(read(file)) if file.exists() else []


def of(profile: Profile) -> list[Tenant]:
    """ImproperlyConfigured with every fault at once."""
    if faults := list(_faults(profile)):
        raise ImproperlyConfigured("\n".join(f"profil.yaml: {fault}" for fault in faults))
    return [Tenant(row["id"], _profile(profile, row)) for row in profile.tenants]


def _profile(profile: Profile, row: dict[str, Any]) -> Profile:
    """What a tenant does not say is the OPD's; but an address, a head and services of its own it has to say itself."""
    blank = {"short_name": "", "address": "", "phone": "", "head_title": "", "head_name": "", "services": ()}
    said = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items() if key in OWN
    }
    return replace(profile, tenants=(), logo="", **{**blank, **said})


def _faults(profile: Profile) -> Iterator[str]:
    seen: dict[str, set[str]] = {"id": set(), "host": {profile.host}}
    for number, row in enumerate(profile.tenants, 1):
        at = f"tenants[{number}]"
        yield from (f"{at}: unknown key {key!r}" for key in row if key not in (*NEEDED, *OWN))
        yield from (f"{at}: `{key}` is missing" for key in NEEDED if not row.get(key))
        for key, pattern in (("id", _ID), ("host", _HOST)):
            value = str(row.get(key, ""))
            if value and not re.fullmatch(pattern, value):
                yield f"{at}: {key} {value!r} is not written as it has to be"
            if value and value in seen[key]:
                yield f"{at}: {key} {value!r} is taken"
            seen[key].add(value)
        if "color" in row:
            yield from (f"{at}: {fault}" for fault in color_faults(row["color"]))
