"""What the platform asks an app: is it alive, may it be sent visitors, what is it, how is it doing."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import apps
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse

from opd import environment, metrics

Respond = Callable[[HttpRequest], HttpResponse]
TEXT = "text/plain; charset=utf-8"


class HealthMiddleware:
    """Answers ``/healthz``, ``/readyz``, ``/version``, ``/metrics``; they reach no view, session or log."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._answers: dict[str, Respond] = {
            "/healthz": alive,
            "/readyz": ready,
            "/version": version,
            "/metrics": metrics.answer,
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answers.get(request.path, self._respond)(request)


def alive(_: HttpRequest) -> HttpResponse:
    """The process answers. Without its database it is of no use, and yet no better for being started anew."""
    return HttpResponse("ok\n", content_type=TEXT)


def ready(_: HttpRequest) -> HttpResponse:
    """Its database answers, and holds what this release needs."""
    try:
        missing = missing_migrations()
    except Error as error:
        return HttpResponse(f"database: {type(error).__name__}\n", status=503, content_type=TEXT)
    if missing:
        return HttpResponse(f"{len(missing)} migrations are missing\n", status=503, content_type=TEXT)
    return HttpResponse("ok\n", content_type=TEXT)


def missing_migrations() -> set[tuple[str, str]]:
    """App and name of each that this release has and the database has not. By their names alone: Django's own executor
    loads them all, and a site would carry some hundred modules of them for ever."""
    known = set()
    for config in apps.get_app_configs():
        package, _ = MigrationLoader.migrations_module(config.label)
        if package is None or (spec := find_spec(package)) is None:
            continue
        found = iter_modules(spec.submodule_search_locations or [])
        known |= {(config.label, one.name) for one in found if not one.ispkg and one.name[0] not in "_~"}
    return known - MigrationRecorder(connection).applied_migrations().keys()


def version(_: HttpRequest) -> HttpResponse:
    return JsonResponse({"template": environment.text("TEMPLATE"), "version": environment.text("VERSION")})
