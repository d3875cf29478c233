"""The staff's first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opd import staff


@staff.only()
def home(request: HttpRequest) -> HttpResponse:
    """The pages that this user may open; a template's app puts its own before it (``opd/staf-beranda.html``)."""
    return render(request, "opd/staf-beranda.html", {"title": "Beranda staf"})
