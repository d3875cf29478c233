"""Answers of a request, as people read them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format

from opd.letters.applications import FIELDS
from opd.letters.models import Application
from opd.letters.rules.kinds import COMMON_LABELS, Field, LetterType
from opd.private import masked

MASKED = ("nik", "kk", "telepon")


def shown(application: Application, kind: LetterType, *, full: bool) -> dict[str, str]:
    """Code → text of all that was answered. Numbers of people are masked unless ``full``."""
    common = {
        code: str(value)
        if full or code not in MASKED
        else masked(str(value), 4, 4 if code != "telepon" else 3)
        for code, field in FIELDS.items()
        if (value := getattr(application, field))
    }
    own = {
        code: text(kind.fields[code], value)
        for code, value in application.answers.items()
        if code in kind.fields
    }
    return common | own


def labelled(application: Application, kind: LetterType, *, full: bool) -> list[tuple[str, str]]:
    told = shown(application, kind, full=full)
    return [(kind.label(code), told[code]) for code in (*COMMON_LABELS, *kind.fields) if code in told]


def text(field: Field, value: Any) -> str:
    """A kept answer: dates are ISO texts, numbers whole, choices codes."""
    if field.kind == "tanggal":
        return date_format(date.fromisoformat(value), "j F Y")
    if field.kind == "uang":
        return f"Rp{number_format(value, use_l10n=True, force_grouping=True)}"
    if field.kind == "pilihan":
        return (field.choices or {}).get(value, str(value))
    return str(value)
