"""What templates of other apps ask of the letters."""

from __future__ import annotations

from django import template

from opd.letters import current

register = template.Library()


@register.simple_tag
def specific_types() -> list[str]:
    """Names of the types that are specific data."""
    return [kind.name for kind in current.types().values() if kind.specific]
