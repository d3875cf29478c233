"""What the app knows about people, why, and until when: ``privacy.yml``, for them to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opd import retention, ropa


def kinds(request: HttpRequest) -> HttpResponse:
    return render(
        request, "opd/data-pribadi.html", {"title": "Data pribadi", "kinds": retention.kinds().values()}
    )


def as_csv(_: HttpRequest) -> HttpResponse:
    answer = HttpResponse(ropa.as_csv(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="pemrosesan-data-pribadi.csv"'
    return answer
