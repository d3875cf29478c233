"""The staff's pages: who may open them, and which of them the side menu shows to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Item:
    """``view`` is a name for ``reverse``; ``permission`` is empty where any member of staff may come."""

    title: str
    view: str
    permission: str = ""


_ITEMS: list[Item] = []


def register(title: str, view: str, permission: str = "") -> None:
    """Show a page in the side menu. To be called while apps are loaded (``AppConfig.ready``)."""
    if (item := Item(title, view, permission)) not in _ITEMS:
        _ITEMS.append(item)


def menu(request: HttpRequest) -> list[dict[str, object]]:
    """Title, address and whether the request is at or below it, and at none that is nearer."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    shown = []
    for item in _ITEMS:
        if not item.permission or user.has_perm(item.permission):
            url = reverse(item.view)
            shown.append((item.title, url))
    at = max((url for _, url in shown if request.path.startswith(url)), key=len, default="")
    return [{"title": title, "url": url, "here": url == at} for title, url in shown]


def only(permission: str = "") -> Callable[[View], View]:
    """A view for members of staff, who may also need a permission: others are sent to log in, or told 403."""

    def decorate(view: View) -> View:
        def answer(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
            if not request.user.is_staff or (permission and not request.user.has_perm(permission)):
                raise PermissionDenied
            response = view(request, *arguments, **named)
            response.headers.setdefault("Cache-Control", "no-store")  # pages of staff stay in no cache
            return response

        return login_required(answer)

    return decorate
