"""What the desk's views share: who asks, and a page of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from opd import staff
from opd.complaints.access import Access, need

View = Callable[..., HttpResponse]


def desk(*permissions: str) -> Callable[[View], staff.View]:
    """A view for staff that may do one of ``permissions`` (any, where none is named); it gets its ``Access`` first."""

    def decorate(view: View) -> staff.View:
        @staff.only()
        @wraps(view)
        def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            access = Access(request.user)
            need(not permissions or any(access.may(one) for one in permissions))
            return view(request, access, *arguments, **named)

        return answer

    return decorate
