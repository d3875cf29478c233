"""The kelurahan of this installation: the profile's own, or its ``tenants``, each with a host of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

from opd.profile import Profile, profile
from opd.website import tenants

ONLY = "utama"
"""The id where there is one office."""
Respond = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class Office:
    """``label`` is the kelurahan's part of a letter's number: its short name, or its name where it has none."""

    id: str
    profile: Profile

    @property
    def name(self) -> str:
        return self.profile.name

    @property
    def label(self) -> str:
        told = (self.profile.short_name or self.profile.name).strip()
        name = re.sub(r"^kel(urahan|\.)?\s+", "", told, flags=re.IGNORECASE)
        return re.sub(r"\s+", "-", name).upper()


def offices() -> Mapping[str, Office]:
    """By id. ImproperlyConfigured with every fault."""
    return _of(profile())


_known: dict[int, Mapping[str, Office]] = {}


def _of(own: Profile) -> Mapping[str, Office]:
    if id(own) not in _known:  # the profile is read once, and lists make it unhashable
        found = tenants.of(own)
        made = {one.id: Office(one.id, one.profile) for one in found} or {ONLY: Office(ONLY, own)}
        _known.clear()
        _known[id(own)] = made
    return _known[id(own)]


def faults(found: Mapping[str, Office]) -> Iterator[str]:
    """Their labels stand in numbers of letters, and tell the kelurahan apart there."""
    seen: dict[str, str] = {}
    for office in found.values():
        if not office.profile.host:
            yield f"{office.name}: `host` is missing; the codes on letters lead there"
        if not re.fullmatch(r"[A-Z0-9][A-Z0-9.-]{0,29}", office.label):
            yield f"{office.name}: `short_name` is part of the letters' numbers; write letters, digits, dots and dashes"
        elif office.label in seen:
            yield f"{office.name}: `short_name` is the same as that of {seen[office.label]}"
        seen[office.label] = office.name


def get(key: str) -> Office | None:
    return offices().get(key)


def here(request: HttpRequest) -> Office | None:
    """Whose address was asked for; None at the common address of several."""
    return request.letters_office  # type: ignore[attr-defined,no-any-return]  # the middleware's


class OfficeMiddleware:
    """Finds the kelurahan by the host that was asked for; common templates show its profile."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = _asked(request)
        request.letters_office = found  # type: ignore[attr-defined]  # `here` reads it
        request.opd_profile = found.profile if found else profile()  # type: ignore[attr-defined]  # opd.context
        return self._respond(request)


def _asked(request: HttpRequest) -> Office | None:
    known = offices()
    if ONLY in known:
        return known[ONLY]
    host = request.get_host().partition(":")[0].lower()
    return next((office for office in known.values() if office.profile.host == host), None)


def read_all() -> tuple[str, ...]:
    """Faults for the system check; none where an image is built without a profile."""
    if not Path(settings.OPD_PROFILE).exists():
        return ()
    try:
        return tuple(faults(offices()))
    except ImproperlyConfigured as error:
        return (str(error),)
