"""Wagtail's part for editors comes with the first of them: it is a third of a site's memory, and most sites of a city
are only read on most days.

Visitors get the addresses of ``ROOT_URLCONF`` and those of Wagtail's hooks that shape pages, pictures and files.
Whoever is signed in and asks below ``WEBSITE_ADMIN`` gets ``opd.website.editors_urls``; importing that brings the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from wagtail import hooks
from wagtail.rich_text import features
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.utils.apps import get_app_submodules

from opd.website import lean, notices
from opd.website.roles import ADMIN

Respond = Callable[[HttpRequest], HttpResponse]


class EditorsMiddleware:
    """Django's own way to give a request other addresses (``request.urlconf``)."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.WEBSITE_ADMIN) and request.user.is_authenticated:
            request.urlconf = "opd.website.editors_urls"  # type: ignore[attr-defined]  # Django looks for it
            return _telling(request, self._respond)
        return self._respond(request)


def _telling(request: HttpRequest, respond: Respond) -> HttpResponse:
    with notices.collected() as said:
        response = respond(request)
    for text in said:
        messages.warning(request, text)
    return response


def closed(request: HttpRequest) -> HttpResponse:
    """The editors' part, to those whom nobody knows yet."""
    return redirect_to_login(request.get_full_path(), reverse("opd:masuk"))


def begin() -> None:
    """Load the hooks of what visitors see; Wagtail would look for all of them at the first page. Only where visitors
    are answered: other commands (checks, tests, ``seed``) build the editors' forms at once."""
    import wagtail.wagtail_hooks  # noqa: F401  # they register themselves

    hooks.register("register_rich_text_features", _links)
    hooks.register("register_image_operations", _operations)
    hooks.register("before_serve_document", _restricted)
    hooks._searched_for_hooks = True  # noqa: SLF001  # there is no other way to say so


def complete() -> None:
    """Load the other hooks too; what was asked of rich text without them is asked again."""
    lean.complete()
    list(get_app_submodules("wagtail_hooks"))
    vars(features).update(vars(FeatureRegistry()))


def _links(registry: FeatureRegistry) -> None:
    """How links to documents and pictures within a text are written; that to pages is Wagtail's core."""
    from wagtail.documents.rich_text import DocumentLinkHandler
    from wagtail.images.rich_text import ImageEmbedHandler

    registry.register_link_type(DocumentLinkHandler)
    registry.register_embed_type(ImageEmbedHandler)


def _operations() -> list[tuple[str, type]]:
    """What our pages ask of a picture, and no more."""
    from wagtail.images import image_operations as operations

    return [
        ("fill", operations.FillOperation),
        ("max", operations.MinMaxOperation),
        ("width", operations.WidthHeightOperation),
        ("format", operations.FormatOperation),
        ("jpegquality", operations.JPEGQualityOperation),
        ("webpquality", operations.WebPQualityOperation),
    ]


def unchecked(document: Any, request: HttpRequest) -> None:
    """A file that no editor looked at yet is the staff's alone (Wagtail's hook ``before_serve_document``)."""
    if not document.is_checked and not request.user.has_perm(ADMIN):
        raise Http404


def _restricted(document: Any, request: HttpRequest) -> HttpResponse | None:
    """A file of a collection that is not for everybody: Wagtail's own rule, loaded where there is such a collection."""
    if not document.collection.get_view_restrictions():
        return None
    from wagtail.documents.wagtail_hooks import check_view_restrictions

    return check_view_restrictions(document, request)
