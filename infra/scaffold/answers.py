"""What a template is told: every answer checked before any of it reaches a template.

Templates are programs: an answer like ``{{ … }}`` or ``../..`` must not come near one. So each answer has one
strict spelling, the declaration's own where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ValidationError

from infra.errors import KominfoError, Problem
from infra.model import City
from infra.model.document import Document
from infra.model.faults import translate
from infra.model.kinds import APEX, Email, Fqdn, Id, Label, Timezone, Title
from infra.model.refusal import refuse, shown
from infra.model.section import Section
from infra.scaffold.units import HEADS, Kind, Unit, known_units

LEAST_CONTRAST = 5.0  # to white; leaves 4.5 (WCAG 2.2, 1.4.3 AA) on the tints made from the colour


def _luminance(color: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2, glossary)."""
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_to_white(color: str) -> float:
    """1 (white) to 21 (black)."""
    return 1.05 / (_luminance(color) + 0.05)


def _color(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-f]{6}", value):
        refuse(f"{shown(value)} is not a colour", "", "Write `#` and six digits 0-9 a-f, as `#1f6b4a`.")
    if (ratio := contrast_to_white(value)) < LEAST_CONTRAST:
        reason = f"Its contrast to white is {ratio:.1f}:1; {LEAST_CONTRAST:.0f}:1 is needed to be readable."
        refuse(f"{value} is too light", reason, "Choose a darker colour.")
    return value


def _phone(value: str) -> str:
    if not re.fullmatch(r"(\+?[0-9(][0-9() -]{2,28}[0-9])?", value):
        refuse(
            f"{shown(value)} is not a telephone number", "", "Write it as `(0622) 123456`, or leave it out."
        )
    return value


def _date(value: str) -> str:
    try:
        known = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) and date.fromisoformat(value)
    except ValueError:
        known = None
    if not known:
        refuse(f"{shown(value)} is not a date", "", "Write it as `2026-01-31`.")
    return value


class Answers(Section):
    """Every variable a template may use; ``cookiecutter.json`` of a template names those it does."""

    opd: Id
    name: Title
    short_name: Title
    kind: Kind
    head: Title
    city: Title
    label: Label
    domain: Fqdn
    address: Title
    phone: Annotated[str, AfterValidator(_phone)]
    email: Email
    timezone: Timezone
    color: Annotated[str, AfterValidator(_color)]
    date: Annotated[str, AfterValidator(_date)]


def answers(opd: str, city: City, given: Mapping[str, str], *, place: str) -> Answers:
    """``given`` completed from what is known of ``opd`` and its city.

    KominfoError with every fault at once.
    """
    if "opd" in given:
        raise KominfoError(
            Problem(place, "opd", "'opd' is not an answer", "The command itself names the OPD.")
        )
    wanted = {**_defaults(opd, city, given), **given, "opd": opd}
    try:
        return Answers.model_validate(wanted)
    except ValidationError as error:
        problems = [_unknown_unit(problem, opd) for problem in translate(error, Answers, Document(place))]
        typed = [problem for problem in problems if problem.path in {"opd", "name", *given}]
        raise KominfoError(typed or problems) from error  # what follows from a typed fault is not said again


def _unknown_unit(problem: Problem, opd: str) -> Problem:
    """Only the name can be missing: all else follows from the OPD's id and its city."""
    if problem.fault != "`name` is missing":
        return problem
    reason = f"{shown(opd)} is not among the OPDs known by id."
    return replace(problem, reason=reason, remedy='Give the answer `name`, as `name="Dinas Contoh"`.')


def _defaults(opd: str, city: City, given: Mapping[str, str]) -> dict[str, str]:
    unit = known_units().get(opd)
    center = city.datacenter
    place_name = re.sub(r"^(Kota|Kabupaten) ", "", center.city)
    known: dict[str, str] = {
        "city": center.city if place_name != center.city else f"Kota {center.city}",
        "domain": center.domain,
        "label": unit.label if unit else opd,
        "short_name": unit.short_name if unit else opd.upper(),
        "kind": unit.kind if unit else "dinas",
        "address": f"Jalan Contoh No. 1, {place_name}",
        "phone": "",
        "timezone": center.timezone,
        "date": datetime.now(ZoneInfo(center.timezone)).date().isoformat(),
    }
    if unit:
        known["name"] = unit.name
    kind = given.get("kind", known["kind"])
    known["head"] = (
        unit.head if unit and unit.head and "kind" not in given else HEADS.get(kind, HEADS["dinas"])
    )
    known["color"] = unit.color if unit else Unit.DEFAULT_COLOR
    label, domain = given.get("label", known["label"]), given.get("domain", known["domain"])
    known["email"] = f"{'info' if label == APEX else label}@{domain}"
    return known
