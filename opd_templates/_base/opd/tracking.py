"""The code on a receipt opens what somebody sent. It is posted once, and never part of an address: those are logged,
kept by browsers, and sent on. From then on the session knows what it opened."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.db.models import Manager, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from opd import tokens


def code_field(label: str, help_text: str, max_length: int = 60) -> forms.CharField:
    attributes = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
    return forms.CharField(
        label=label, max_length=max_length, help_text=help_text, widget=forms.TextInput(attrs=attributes)
    )


class CodeForm(forms.Form):
    kode = code_field(
        "Kode pelacakan", "Lima kelompok huruf dan angka pada tanda terima, misalnya 7K3M-Q0TZ-…"
    )
    unknown = "Kode ini tidak dikenal. Periksa lagi kode pada tanda terima Anda."

    def found[M: Model](self, records: Manager[M] | QuerySet[M]) -> M | None:
        """What the posted code opens. Where that is nothing, the form says so."""
        if not self.is_valid():
            return None
        record = by_code(records, self.cleaned_data["kode"])
        if record is None:
            self.add_error("kode", self.unknown)
        return record


def by_code[M: Model](records: Manager[M] | QuerySet[M], code: str, field: str = "token") -> M | None:
    """Searched by the code's digest: how long that takes says nothing about the code."""
    digest = tokens.digest(code)
    return records.filter(**{field: digest}).first() if digest else None


def opened[M: Model](request: HttpRequest, key: str, records: Manager[M] | QuerySet[M]) -> M | None:
    """What the session keeps under ``key``, while it is among ``records``."""
    kept = request.session.get(key)
    return records.filter(pk=kept).first() if kept else None


def leave(form: str) -> Callable[[HttpRequest], HttpResponse]:
    """The view for whoever has seen enough, on a computer that others use, too: back to the form's address."""

    @require_POST
    def answer(request: HttpRequest) -> HttpResponse:
        request.session.flush()
        return redirect(form)

    return answer
