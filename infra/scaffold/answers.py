"""What a template is told: every answer checked before any of it reaches a template.

Templates are programs: an answer like ``{{ … }}`` or ``../..`` must not come near one. So each answer has one
strict spelling, the declaration's own where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from infra.errors import KominfoError, Problem
from infra.model import City
from infra.model.color import Color
from infra.model.document import Document
from infra.model.faults import translate
from infra.model.function import Day
from infra.model.kinds import APEX, Email, Fqdn, Id, Label, Timezone, Title
from infra.model.refusal import refuse, shown
from infra.model.section import Section
from infra.scaffold.units import HEADS, Kind, Unit, known_units


def _phone(value: str) -> str:
    if not re.fullmatch(r"(\+?[0-9(][0-9() -]{2,28}[0-9])?", value):
        refuse(
            f"{shown(value)} is not a telephone number", "", "Write it as `(0622) 123456`, or leave it out."
        )
    return value


def _or_nothing(value: str, check: ValidatorFunctionWrapHandler) -> str:
    return value and str(check(value))


_DAYS = "[A-Za-z](?:[A-Za-z ,-]*[A-Za-z])?"
_TIME = r"\d\d\.\d\d-\d\d\.\d\d|tutup"


def _hours(value: str) -> str:
    """Keyboards have hyphens; people read dashes."""
    value = value.replace("\N{EN DASH}", "-")
    if value and not re.fullmatch(rf"{_DAYS} (?:{_TIME})(?:; {_DAYS} (?:{_TIME}))*", value):
        remedy = "Write them as `Senin-Kamis 08.00-16.00; Jumat 08.00-15.30; Sabtu, Minggu tutup`."
        refuse(f"{shown(value)} are no opening hours", "", remedy)
    return value.replace("-", "\N{EN DASH}")


Example = Literal["minimal", "izin", "parkir", "pelatihan"]


class Answers(Section):
    """Every variable a template may use; ``cookiecutter.json`` of a template names those it does.

    Those with a default are only of templates that use them; empty, the template's own lines stand.
    ``example``, which people write as ``schema`` (a name that pydantic has taken), is what an app of template
    `service` begins with.
    """

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
    color: Color
    date: Day
    head_name: Annotated[Title, WrapValidator(_or_nothing)] = ""
    hours: Annotated[str, AfterValidator(_hours)] = ""
    example: Annotated[Example, Field(alias="schema")] = "minimal"

    @classmethod
    def asked(cls, variables: Collection[str]) -> tuple[str, ...]:
        """The names of all answers, as people write them, but those of other templates than the one that uses
        ``variables``: they have a default."""
        named = {field.alias or name: field for name, field in cls.model_fields.items()}
        return tuple(name for name, field in named.items() if field.is_required() or name in variables)

    def told(self, names: Iterable[str]) -> dict[str, str]:
        """Those of ``names``."""
        every = self.model_dump(by_alias=True)
        return {name: every[name] for name in names}


def answers(
    opd: str, city: City, given: Mapping[str, str], *, place: str, variables: Collection[str] = ()
) -> Answers:
    """``given`` completed from what is known of ``opd`` and its city, for a template that uses ``variables``.

    KominfoError with every fault at once.
    """
    if "opd" in given:
        raise KominfoError(
            Problem(place, "opd", "'opd' is not an answer", "The command itself names the OPD.")
        )
    wanted = {**_defaults(opd, city, given), **given, "opd": opd}
    unasked = list(_unasked(given, variables, place))
    try:
        told = Answers.model_validate(wanted)
    except ValidationError as error:
        problems = [_unknown_unit(problem, opd) for problem in translate(error, Answers, Document(place))]
        typed = [problem for problem in problems if problem.path in {"opd", "name", *given}]
        # what follows from a typed fault is not said again
        raise KominfoError([*unasked, *(typed or problems)]) from error
    if unasked:
        raise KominfoError(unasked)
    return told


def _unasked(given: Iterable[str], variables: Collection[str], place: str) -> Iterator[Problem]:
    """An answer that would change nothing was meant for something: those that other templates ask for."""
    for name in given:
        if name in Answers.asked([name]) and name not in Answers.asked(variables):
            fault = f"this template does not ask for `{name}`"
            yield Problem(place, name, fault, "It would change nothing.", "Leave it out.")


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
    if opd in city.parts:
        known["name"] = city.opd(opd).name
    kind = given.get("kind", known["kind"])
    known["head"] = (
        unit.head if unit and unit.head and "kind" not in given else HEADS.get(kind, HEADS["dinas"])
    )
    known["color"] = unit.color if unit else Unit.DEFAULT_COLOR
    label, domain = given.get("label", known["label"]), given.get("domain", known["domain"])
    known["email"] = f"{'info' if label == APEX else label}@{domain}"
    return known
