"""What the app knows about people, why, and until when: ``privacy.yml``, for them to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opd import retention


def kinds(request: HttpRequest) -> HttpResponse:
    return render(
        request, "opd/data-pribadi.html", {"title": "Data pribadi", "kinds": retention.kinds().values()}
    )
