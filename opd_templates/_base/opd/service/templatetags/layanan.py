"""For templates: ``{% load layanan %}``."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from opd.service.schema import Kind

register = template.Library()


@register.filter
def status(kind: Kind, code: str) -> str:
    """What people call a state."""
    return kind.status[code].nama if code in kind.status else code


@register.filter
def labels(kind: Kind, codes: Iterable[str]) -> str:
    """What people call fields."""
    return ", ".join(kind.isian[code].label for code in codes if code in kind.isian)


@register.filter
def with_space(text: str) -> str:
    return f" {text}"
