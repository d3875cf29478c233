"""The staff's guide."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from opd import guide, staff


@staff.only()
def page(request: HttpRequest) -> HttpResponse:
    if not guide.is_there():
        raise Http404
    told = guide.read(Path(settings.OPD_GUIDE))
    return render(request, "opd/panduan.html", {"title": told.title, "guide": told.body})
