"""The small types of which a schema is made. Each has one spelling and explains its refusal."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)

from opd.service.schema.faults import refuse, shown
from opd.service.schema.unknown import UNKNOWN, Named

T = TypeVar("T")
APPLICANT = "pemohon"
"""Stands among the roles of a move: whoever holds the tracking token."""


_ID, _ROLE = r"[a-z][a-z0-9_]{0,39}", r"[a-z][a-z0-9 ]{0,38}[a-z0-9]"


def _unless_unknown(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    """No file can hold ``UNKNOWN``: it is put where a fault was told already."""
    return value if value is UNKNOWN else handler(value)


class Section(BaseModel):
    """Frozen, nothing is converted silently, unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @field_validator("*", mode="wrap")
    @classmethod
    def _known(cls, value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        return _unless_unknown(value, handler)


def _id(value: str) -> str:
    if not re.fullmatch(_ID, value):
        refuse(f"{shown(value)} is not an id", "", "Use a-z, 0-9 and `_`, first a letter, at most 40 in all.")
    return value


def _role(value: str) -> str:
    if not re.fullmatch(_ROLE, value):
        refuse(
            f"{shown(value)} is not a role", "", "Use small letters, digits and single spaces, at most 40."
        )
    return value


def mended_id(text: str) -> str:
    """The id that is nearest to ``text``."""
    return _mended(text, "_", _ID)


def mended_role(text: str) -> str:
    return _mended(text, " ", _ROLE)


def _mended(text: str, joint: str, wanted: str) -> str:
    better = re.sub(r"[^a-z0-9]+", joint, text.lower()).strip(joint)[:40].strip(joint)
    return better if re.fullmatch(wanted, better) else f"xx{joint}{better}"[:40].strip(joint)


def _text(longest: int, *, lines: bool = False) -> AfterValidator:
    def check(value: str) -> str:
        if not value.strip():
            refuse("it is empty", "", "Give it a value, or leave the key out if it is optional.")
        if len(value) > longest:
            refuse(f"{shown(value)} is too long", f"At most {longest} characters fit.")
        odd = next((c for c in value if not c.isprintable() and not (lines and c == "\n")), "")
        if odd:
            refuse(f"it holds the character U+{ord(odd):04X}", "It cannot be shown.", "Leave it out.")
        return value

    return AfterValidator(check)


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _named(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    named = Named(handler(dict(value) if isinstance(value, Named) else value))
    named.is_open = isinstance(value, Named) and value.is_open
    return named


Id = Annotated[str, AfterValidator(_id)]
Role = Annotated[str, AfterValidator(_role)]
Title = Annotated[str, _text(120)]
Sentence = Annotated[str, _text(400)]
Prose = Annotated[str, _text(8000, lines=True)]
Items = Annotated[tuple[T, ...], BeforeValidator(_listed)]
Parts = Annotated[dict[Id, Annotated[T, WrapValidator(_unless_unknown)]], WrapValidator(_named)]
Roles = Annotated[dict[Role, Annotated[Sentence, WrapValidator(_unless_unknown)]], WrapValidator(_named)]
Days = Annotated[int, Field(ge=1, le=365)]
