"""For templates: ``{% load opd %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.db import models
from django.forms import BoundField
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from opd import guide, private, reveal
from opd.icons import ICONS
from opd.profile import Profile, profile

register = template.Library()


@register.simple_tag
def ikon(name: str) -> SafeString:
    """A line drawing, for eyes alone. KeyError for one that does not exist."""
    return mark_safe(  # noqa: S308  # our own constants
        '<svg class="ikon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'
        f'<path d="{ICONS[name]}"/></svg>'
    )


@register.filter
def lipat(address: str) -> SafeString:
    """An e-mail address that folds after ``@`` and before a dot, where a line is too short for it."""
    return mark_safe(escape(address).replace("@", "@<wbr>").replace(".", "<wbr>."))  # noqa: S308  # escaped


@register.filter
def samar(value: str | None) -> str:
    """Personal data, masked: ``1272••••••••0001``."""
    return private.masked(value or "")


@register.filter
def kata(value: object) -> str:
    """What the audit log holds, in words: yes and no, lists with commas."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


@register.simple_tag
def buka(instance: models.Model, field: str) -> str:
    """The address at which a value is revealed, for a reason (``opd.reveal``)."""
    return reveal.url(instance, field)


@register.simple_tag
def panduan() -> str:
    """The address of the staff's guide; nothing where there is none."""
    return reverse("opd:panduan") if guide.is_there() else ""


@register.simple_tag
def profil() -> Profile:
    """For pages without a context of their own, as that of an error."""
    return profile()


@register.filter
def is_choices(field: BoundField) -> bool:
    """Whether a field is several buttons or boxes under one title (a ``fieldset``)."""
    return field.use_fieldset


@register.filter
def is_box(field: BoundField) -> bool:
    """Whether it is a single box, whose label stands beside it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.simple_tag(takes_context=True)
def halaman(context: dict[str, Any], number: int) -> str:
    """The same address for another page of a list (``?hal=``)."""
    query = context["request"].GET.copy()
    query["hal"] = str(number)
    return f"?{query.urlencode()}"
