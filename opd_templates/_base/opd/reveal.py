"""Personal data in full: shown to whom a permission lets, for a reason that is written down first.

An app registers what may be revealed: ``reveal.register(Permohonan, {"nik": "NIK"}, "service.buka_pribadi")``; its
pages show ``opd.private.masked`` and link to ``reveal.url(object, "nik")``. What is not kept in a model's field an
app shows itself, after ``reveal.opened``; ``keep_open`` lets what the page leads to (files, letters) be fetched too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from opd import audit, staff
from opd.private import without_personal_numbers

OPEN_SECONDS = 300
_SESSION = "dibuka"
Allowed = Callable[[Any, Any], bool]
"""Whether a user may see an object's personal data, beside having the permission."""


@dataclass(frozen=True, slots=True)
class Registered:
    fields: Mapping[str, str]
    permission: str
    allowed: Allowed


_REGISTERED: dict[type[models.Model], Registered] = {}


def register(
    model: type[models.Model],
    fields: Mapping[str, str],
    permission: str,
    allowed: Allowed = lambda _user, _object: True,
) -> None:
    """``fields`` are names and what people call them."""
    _REGISTERED[model] = Registered(dict(fields), permission, allowed)


def url(instance: models.Model, field: str) -> str:
    return reverse("opd:buka", args=[instance._meta.label_lower, instance.pk, field])  # noqa: SLF001  # documented API


class ReasonForm(forms.Form):
    alasan = forms.CharField(
        label="Alasan membuka data pribadi",
        help_text="Dicatat bersama nama Anda dan dapat dibaca pengawas. Jangan menulis data pribadi di sini.",
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_alasan(self) -> str:
        told = "".join(sign for sign in self.cleaned_data["alasan"] if sign.isprintable() or sign.isspace())
        reason = without_personal_numbers(" ".join(told.split()))
        if len(set(reason)) < 5:
            raise ValidationError("Tulis alasan yang dapat dipahami orang lain.", code="alasan")
        return reason


def opened(request: HttpRequest, subject: str, what: str, reason: str) -> None:
    """Write down that somebody is about to see personal data. To be called before it is shown."""
    audit.record(request.user.get_username(), "buka data pribadi", subject, data=what, alasan=reason)


def keep_open(request: HttpRequest, subject: str) -> None:
    """The reason that was given counts in this session for ``OPEN_SECONDS``."""
    until = timezone.now().timestamp() + OPEN_SECONDS
    request.session[_SESSION] = {**_open(request), subject: until}


def is_open(request: HttpRequest, subject: str) -> bool:
    return subject in _open(request)


def _open(request: HttpRequest) -> dict[str, float]:
    now = timezone.now().timestamp()
    return {subject: until for subject, until in request.session.get(_SESSION, {}).items() if until > now}


@staff.only()
def view(request: HttpRequest, label: str, key: str, field: str) -> HttpResponse:
    """Ask for the reason, then show the value once; the page stays in no cache."""
    model = next((one for one in _REGISTERED if one._meta.label_lower == label), None)  # noqa: SLF001  # as above
    registered = _REGISTERED.get(model) if model else None
    if model is None or registered is None or field not in registered.fields:
        raise Http404
    instance = get_object_or_404(model, pk=key)
    if not request.user.has_perm(registered.permission) or not registered.allowed(request.user, instance):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "what": registered.fields[field], "title": "Buka data pribadi"}
    if request.method == "POST" and form.is_valid():
        opened(request, f"{label}:{key}", registered.fields[field], form.cleaned_data["alasan"])
        context["value"] = getattr(instance, field)
    return render(request, "opd/buka.html", context, status=422 if form.errors else 200)
