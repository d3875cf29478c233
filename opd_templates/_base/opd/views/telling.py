"""A refusal is told where it is read: in the form that was sent, or above the next page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from opd.refusal import Refused


@contextmanager
def told_in(form: BaseForm) -> Iterator[None]:
    """At the answer that is in the way, or above all where the form does not ask for it."""
    try:
        yield
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.why)


@contextmanager
def told_to(request: HttpRequest) -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        messages.error(request, refused.why)
